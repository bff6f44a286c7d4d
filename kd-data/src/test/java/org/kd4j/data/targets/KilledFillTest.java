package org.kd4j.data.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.datavec.api.records.reader.RecordReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.progress.Progress;
import org.kd4j.data.records.FilteredReader;
import org.kd4j.data.records.GlueRecordReader;

/** Fills a cache in a process of its own, which ends without warning or has little memory. */
class KilledFillTest {
    private static final int RECORDS = 8_000;
    private static final int CHUNK = CachedTextFunction.CHUNK;
    private static final int KILLED = 137;

    @TempDir
    Path folder;

    @Test
    void keepsWholeChunksWhenKilledWhileComputing() throws Exception {
        writeRecords("word ");

        assertThat(fillInChild("512m", RECORDS + 2 * CHUNK + 500)).isEqualTo(KILLED);
        assertThat(fill(folder, Integer.MAX_VALUE)).isEqualTo(new FillReport(RECORDS, RECORDS, RECORDS - 2 * CHUNK));
    }

    @Test
    void keepsNothingWhenKilledWhileReadingRecords() throws Exception {
        writeRecords("word ");

        assertThat(fillInChild("512m", RECORDS / 2)).isEqualTo(KILLED);
        assertThat(fill(folder, Integer.MAX_VALUE)).isEqualTo(new FillReport(RECORDS, RECORDS, RECORDS));
    }

    /** 8,000 texts of 10,000 characters are 80 MB; a chunk of them is 10. */
    @Test
    void needsNoMemoryForEveryRecord() throws Exception {
        writeRecords("word ".repeat(2_000));

        assertThat(fillInChild("40m", Integer.MAX_VALUE)).isZero();
        assertThat(fill(folder, Integer.MAX_VALUE).computed()).isZero();
    }

    /** Arguments: the folder, and the number of texts read after which the process dies. */
    public static void main(String[] arguments) {
        fill(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    private int fillInChild(String heap, int textsToLive) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        String main = KilledFillTest.class.getName();
        return new ProcessBuilder(
                        java, "-Xmx" + heap, "-cp", classPath, main, folder.toString(), String.valueOf(textsToLive))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static FillReport fill(Path folder, int textsToLive) {
        AtomicInteger texts = new AtomicInteger();
        try (TeacherCache cache = TeacherCache.open(folder.resolve("cache.db"));
                GlueRecordReader file = new GlueRecordReader()) {
            file.open(folder.resolve("train.tsv"));
            RecordReader reader = new FilteredReader(file, record -> {
                if (texts.incrementAndGet() > textsToLive) {
                    Runtime.getRuntime().halt(KILLED);
                }
                return true;
            });
            return cache.fill("train", new TextLength(), reader, Progress.SILENT);
        }
    }

    private void writeRecords(String words) throws IOException {
        try (Writer out = Files.newBufferedWriter(folder.resolve("train.tsv"))) {
            out.write("sentence\tlabel\n");
            for (int i = 0; i < RECORDS; i++) {
                out.write("text " + i + " " + words + "\t" + i % 2 + "\n");
            }
        }
    }

    /** A teacher that remembers nothing. */
    private record TextLength() implements TextFunction {

        @Override
        public String fingerprint() {
            return "length";
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public float[][] apply(List<String> texts) {
            return texts.stream().map(text -> new float[] {text.length()}).toArray(float[][]::new);
        }
    }
}

package org.kd4j.data.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.datavec.api.records.reader.RecordReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.progress.Progress;
import org.kd4j.data.fixture.HashFunction;
import org.kd4j.data.fixture.Records;

class TeacherCacheTest {
    private static final int CHUNK = CachedTextFunction.CHUNK;

    @TempDir
    Path folder;

    private TeacherCache cache;

    @BeforeEach
    void open() {
        cache = TeacherCache.open(folder.resolve("cache.db"));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void computesEveryTextOnceAndNothingTheSecondTime() {
        List<String> texts = texts(3 * CHUNK + 5);
        HashFunction teacher = new HashFunction("teacher", 2);

        assertThat(fill(teacher, texts)).isEqualTo(new FillReport(texts.size(), texts.size(), texts.size()));
        assertThat(teacher.asked()).containsExactlyElementsOf(texts);

        FillReport second = fill(teacher, texts);
        assertThat(second.computed()).isZero();
        assertThat(second.found()).isEqualTo(texts.size());
        assertThat(teacher.asked()).hasSameSizeAs(texts);
    }

    @Test
    void computesOnlyWhatIsMissingAfterAnInterruption() {
        List<String> texts = texts(3 * CHUNK + 5);
        HashFunction interrupted = new HashFunction("teacher", 2, 2);

        assertThatThrownBy(() -> fill(interrupted, texts)).hasMessage("the power is out");
        reopen();
        HashFunction restarted = new HashFunction("teacher", 2);

        assertThat(fill(restarted, texts).computed()).isEqualTo(CHUNK + 5);
        assertThat(restarted.asked()).containsExactlyElementsOf(texts.subList(2 * CHUNK, texts.size()));
    }

    @Test
    void neverReadsWhatAnotherTeacherSaid() {
        List<String> texts = texts(10);
        fill(new HashFunction("teacher, maxTokens 128", 2), texts);
        HashFunction other = new HashFunction("teacher, maxTokens 64", 2);

        assertThat(fill(other, texts).computed()).isEqualTo(10);
        assertThat(cache.caching(other).apply(texts))
                .isDeepEqualTo(texts.stream().map(other::answer).toArray(float[][]::new));
    }

    @Test
    void sharesOneVectorAmongRecordsOfTheSameText() {
        HashFunction teacher = new HashFunction("teacher", 2);

        assertThat(fill(teacher, List.of("a", "b", "a", "", "a", ""))).isEqualTo(new FillReport(6, 3, 3));
        assertThat(teacher.asked()).containsExactly("a", "b", "");
        assertThat(cache.fill("dev", teacher, reader(List.of("b", "c")), Progress.SILENT))
                .isEqualTo(new FillReport(2, 2, 1));
    }

    /** A logit or two, what just fits into the tree, hidden states of one to three layers, and many. */
    @ParameterizedTest
    @ValueSource(ints = {2, 200, 231, 232, 384, 768, 1_000, 1_152, 1_400, 2_277, 9_216})
    void saysAtMostTwiceWhatVectorsTakeOnDisk(int values) throws IOException {
        Path file = folder.resolve("cache.db");
        List<String> texts = texts(2_000);
        fill(new HashFunction("nothing", 1), texts);
        reopen();
        long before = Files.size(file);
        fill(new HashFunction("teacher", values), texts);
        close();
        long taken = Files.size(file) - before;
        open();

        assertThat(cache.largestSize(texts.size(), values)).isBetween(taken, 2 * taken);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void rejectsAnAnswerThatIsNotFiniteAndStoresNothingOfItsChunk(float value) {
        String broken = "a text whose beginning is shown \uD83D\uDE00\uD83D\uDE00\uD83D\uDE00 and whose end is not";
        List<String> texts = new ArrayList<>(texts(CHUNK + 1));
        texts.add(broken);
        HashFunction sound = new HashFunction("teacher", 2);

        assertThatThrownBy(() -> fill(new Broken(sound, broken, new float[] {0, value}), texts))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("record id" + (CHUNK + 1))
                .hasMessageContaining("found the value " + value)
                .hasMessageContaining("'a text whose beginning is shown \uD83D\uDE00\uD83D\uDE00\uD83D\uDE00 and …'");
        assertThat(fill(sound, texts).found()).isEqualTo(CHUNK);
    }

    @Test
    void rejectsAnAnswerOfAnotherWidth() {
        HashFunction sound = new HashFunction("teacher", 2);

        assertThatThrownBy(() -> fill(new Broken(sound, "b", new float[3]), List.of("a", "b")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 values, expected 2");
    }

    @Test
    void keepsTheRecordsItKnewWhenNewOnesCannotBeRead() {
        HashFunction teacher = new HashFunction("teacher", 2);
        fill(teacher, List.of("a", "b"));
        RecordReader twice = Records.reader(List.of(Records.record("1", "x", "0"), Records.record("1", "y", "0")));

        assertThatThrownBy(() -> cache.fill("train", teacher, twice, Progress.SILENT))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the record id '1' a second time");
        RecordReader joined = cache.join(reader(List.of("a", "b")), "train", "teacher");
        assertThat(Records.readAll(joined)).hasSize(2);
    }

    @Test
    void reportsProgressInTextsToCompute() {
        List<String> texts = texts(CHUNK + 5);
        fill(new HashFunction("teacher", 2), texts.subList(0, 3));
        List<String> heard = new ArrayList<>();

        cache.fill("train", new HashFunction("teacher", 2), reader(texts), new Progress() {
            @Override
            public void started(String task, long total) {
                heard.add("started " + total);
            }

            @Override
            public void advanced(long count) {
                heard.add("advanced " + count);
            }

            @Override
            public void finished() {
                heard.add("finished");
            }
        });
        assertThat(heard).containsExactly("started " + (CHUNK + 2), "advanced " + CHUNK, "advanced 2", "finished");
    }

    @Test
    void servesTwoOpenCachesOfOneFile() {
        HashFunction teacher = new HashFunction("teacher", 2);
        try (TeacherCache other = TeacherCache.open(folder.resolve("cache.db"))) {
            fill(teacher, List.of("a"));
            FillReport report = other.fill("dev", teacher, reader(List.of("a", "b")), Progress.SILENT);

            assertThat(report).isEqualTo(new FillReport(2, 2, 1));
            assertThat(fill(teacher, List.of("a", "b")).computed()).isZero();
        }
    }

    private void reopen() {
        close();
        open();
    }

    private FillReport fill(TextFunction teacher, List<String> texts) {
        return cache.fill("train", teacher, reader(texts), Progress.SILENT);
    }

    private static RecordReader reader(List<String> texts) {
        return Records.reader(Records.withTexts(texts));
    }

    private static List<String> texts(int n) {
        return IntStream.range(0, n).mapToObj(i -> "text " + i).toList();
    }

    /** Answers one text wrongly. */
    private record Broken(TextFunction sound, String text, float[] answer) implements TextFunction {

        @Override
        public String fingerprint() {
            return sound.fingerprint();
        }

        @Override
        public int width() {
            return sound.width();
        }

        @Override
        public float[][] apply(List<String> texts) {
            float[][] answers = sound.apply(texts);
            int index = texts.indexOf(text);
            if (index >= 0) {
                answers[index] = answer;
            }
            return answers;
        }
    }
}

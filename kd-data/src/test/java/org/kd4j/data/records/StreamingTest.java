package org.kd4j.data.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a made-up Civil Comments file of 200,000 rows in a process that could not hold half of its texts. */
class StreamingTest {
    private static final int ROWS = 200_000;
    private static final int IDENTITIES = CivilCommentsReader.IDENTITIES.size();
    /** What ids take that must not come twice, of which the first 100,000 stay in memory, and some to work with. */
    private static final String HEAP = "60m";

    @TempDir
    Path folder;

    @Test
    void countsEveryGroupWithoutKeepingRecords() throws Exception {
        Path file = folder.resolve("train.csv");
        TreeMap<String, Integer> expected = write(file);
        assertThat(Files.size(file)).isGreaterThan(2 * 60_000_000L);
        Path counts = folder.resolve("counts.txt");

        assertThat(countInChild(file, counts)).isZero();

        assertThat(counts).hasContent(text(expected));
    }

    /** Arguments: the file to read, and the one to write its counts to. */
    public static void main(String[] arguments) throws IOException {
        TreeMap<String, Integer> counts = new TreeMap<>();
        try (CivilCommentsReader reader = new CivilCommentsReader()) {
            reader.open(Path.of(arguments[0]));
            while (reader.hasNext()) {
                List<Writable> record = reader.next();
                count(counts, "label " + Column.LABEL.of(record));
                Membership membership =
                        Membership.parse(Column.GROUPS.of(record).toString());
                membership.member().forEach(group -> count(counts, group));
                count(counts, membership.annotated() ? "annotated" : "not annotated");
            }
        }
        Files.writeString(Path.of(arguments[1]), text(counts));
    }

    /** Row i is toxic where i is divisible by 11, annotated where by 3, and then of identity k where by k + 2. */
    private static TreeMap<String, Integer> write(Path file) throws IOException {
        TreeMap<String, Integer> counts = new TreeMap<>();
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("id,target,comment_text," + String.join(",", CivilCommentsReader.IDENTITIES) + "\n");
            String words = "word ".repeat(120);
            for (int i = 0; i < ROWS; i++) {
                int row = i;
                boolean annotated = i % 3 == 0;
                out.write(i + (i % 11 == 0 ? ",0.5,\"" : ",0.4,\"") + i + ", \"\"" + words + "\"\"\nend\"");
                out.write(IntStream.range(0, IDENTITIES)
                        .mapToObj(k -> !annotated ? "," : row % (k + 2) == 0 ? ",0.75" : ",0.0")
                        .collect(Collectors.joining("", "", "\n")));
                count(counts, i % 11 == 0 ? "label 1" : "label 0");
                count(counts, annotated ? "annotated" : "not annotated");
                IntStream.range(0, IDENTITIES)
                        .filter(k -> annotated && row % (k + 2) == 0)
                        .forEach(k -> count(counts, CivilCommentsReader.IDENTITIES.get(k)));
            }
        }
        return counts;
    }

    private static int countInChild(Path file, Path counts) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx" + HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamingTest.class.getName(),
                        file.toString(),
                        counts.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void count(Map<String, Integer> counts, String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static String text(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }
}

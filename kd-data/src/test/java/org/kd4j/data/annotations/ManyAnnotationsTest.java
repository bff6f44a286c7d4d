package org.kd4j.data.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.annotation.Annotations;

/** Reads 100,000 made-up labels in a process that could not hold the file. */
class ManyAnnotationsTest {
    private static final int ITEMS = 20_000;
    private static final int EACH = 5;
    private static final int ANNOTATORS = 1_000;
    private static final String HEAP = "48m";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"long", "wide", "json"})
    void keepsNoMoreThanTextsAndLabels(String format) throws Exception {
        Path file = folder.resolve("data");
        try (Writer out = Files.newBufferedWriter(file)) {
            switch (format) {
                case "long" -> writeLong(out);
                case "wide" -> writeWide(out);
                default -> writeJson(out);
            }
        }
        Path result = folder.resolve("result.txt");
        assertThat(readInChild(format, file, result)).isZero();
        assertThat(result).hasContent(expected(format.equals("wide") ? EACH : ANNOTATORS));
    }

    @Test
    void wouldNotFitAsRows() throws IOException {
        Path file = folder.resolve("data");
        try (Writer out = Files.newBufferedWriter(file)) {
            writeLong(out);
        }
        assertThat(Files.size(file)).isGreaterThan(48 << 20);
    }

    /** Arguments: the format, the file to read, and the one to write what was found to. */
    public static void main(String[] arguments) throws IOException {
        AnnotationFormat format = switch (arguments[0]) {
            case "long" -> new LongCsv("item", "who", "label", "text", List.of("age"));
            case "wide" -> WideCsv.withPrefix("item", "text", "w");
            default -> new LeWiDiJson();
        };
        AnnotatedItems items = new AnnotationReader(
                        format, new LabelScale.Ordinal(List.of()), AnnotationPolicies.DEFAULT)
                .read(List.of(Path.of(arguments[1])))
                .items();
        Annotations annotations = items.annotations();
        long sum = 0;
        for (int item = 0; item < items.size(); item++) {
            for (int label : annotations.labels()[item]) {
                sum += (item % 97 + 1L) * label;
            }
        }
        Files.writeString(
                Path.of(arguments[2]),
                text(items.size(), items.annotators().names().size(), annotations.count(), sum));
    }

    private static String expected(int annotators) {
        long sum = 0;
        for (int item = 0; item < ITEMS; item++) {
            for (int k = 0; k < EACH; k++) {
                sum += (item % 97 + 1L) * label(item, k);
            }
        }
        return text(ITEMS, annotators, ITEMS * EACH, sum);
    }

    private static String text(int items, int annotators, int labels, long sum) {
        return items + " items, " + annotators + " annotators, " + labels + " labels, sum " + sum;
    }

    private static int label(int item, int k) {
        return (item * 7 + k * k) % 5;
    }

    private static int annotator(int item, int k) {
        return (item * 13 + k * 211) % ANNOTATORS;
    }

    private static String words(int item) {
        return "text " + item + " word".repeat(110);
    }

    private static void writeLong(Writer out) throws IOException {
        out.write("item,who,label,text,age\n");
        for (int k = 0; k < EACH; k++) {
            for (int item = 0; item < ITEMS; item++) {
                int who = annotator(item, k);
                out.write(item + "," + who + "," + label(item, k) + ".0," + words(item) + ",age" + who % 5 + "\n");
            }
        }
    }

    private static void writeWide(Writer out) throws IOException {
        out.write("item,text,w0,w1,w2,w3,w4\n");
        for (int item = 0; item < ITEMS; item++) {
            out.write(item + "," + words(item));
            for (int k = 0; k < EACH; k++) {
                out.write("," + label(item, k));
            }
            out.write("\n");
        }
    }

    private static void writeJson(Writer out) throws IOException {
        out.write("{");
        for (int item = 0; item < ITEMS; item++) {
            StringBuilder labels = new StringBuilder();
            StringBuilder annotators = new StringBuilder();
            for (int k = 0; k < EACH; k++) {
                labels.append(k == 0 ? "" : ",").append(label(item, k));
                annotators.append(k == 0 ? "" : ",").append(annotator(item, k));
            }
            out.write((item == 0 ? "\n\"" : ",\n\"") + item + "\": {\"text\": \"" + words(item)
                    + "\", \"annotations\": \"" + labels + "\", \"annotators\": \"" + annotators + "\"}");
        }
        out.write("}\n");
    }

    private static int readInChild(String format, Path file, Path result) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx" + HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyAnnotationsTest.class.getName(),
                        format,
                        file.toString(),
                        result.toString())
                .inheritIO()
                .start()
                .waitFor();
    }
}

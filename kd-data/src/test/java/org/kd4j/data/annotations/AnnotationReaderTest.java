package org.kd4j.data.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.annotations.AnnotationReport.Counts;

class AnnotationReaderTest {
    private static final LabelScale NAMES = new LabelScale.Nominal(List.of());
    private static final LabelScale STEPS = new LabelScale.Ordinal(List.of());
    private static final LongCsv LONG = new LongCsv("item", "who", "label", "text", List.of("age"));
    private static final WideCsv WIDE = WideCsv.withPrefix("id", "text", "c_");

    private static final String POPQUORN = """
            user_id,instance_id,offensiveness,text,education,occupation,age,race,gender
            10,530,1.0,"a, ""quoted"" text
            of two lines",College,Student,35-39,White,Man
            9,530,4.0,"a, ""quoted"" text
            of two lines",College,,18-24,Asian,Woman

            9,7,2.0,plain 楽しい,College,,18-24,Asian,Woman
            """;

    @TempDir
    Path folder;

    @Test
    void readsPopquorn() throws IOException {
        CollectedAnnotations read = read(LongCsv.POPQUORN, STEPS, "\uFEFF" + POPQUORN);

        AnnotatedItems items = read.items();
        assertThat(items.ids()).containsExactly("530", "7");
        assertThat(items.texts()).containsExactly("a, \"quoted\" text\nof two lines", "plain 楽しい");
        assertThat(items.classes().names()).containsExactly("1", "2", "4");
        assertThat(items.annotators())
                .isEqualTo(new Annotators(
                        List.of("9", "10"),
                        Map.of(
                                "gender", List.of("Woman", "Man"),
                                "race", List.of("Asian", "White"),
                                "age", List.of("18-24", "35-39"),
                                "occupation", List.of("", "Student"),
                                "education", List.of("College", "College"))));
        assertThat(items.annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2}, {1}});
        assertThat(items.annotations().labels()).isDeepEqualTo(new int[][] {{2, 0}, {1}});
        assertThat(read.report()).isEqualTo(new AnnotationReport(new Counts(2, 3, 2), new Counts(2, 3, 2), List.of()));
        assertThat(read.report().lines()).containsExactly("items: 2, labels: 3, annotators: 2");
    }

    @Test
    void readsKumarByAThreshold() throws IOException {
        AnnotatedItems items =
                read(LongCsv.KUMAR, new LabelScale.Binary(2), """
                        comment,text_id,worker_id,toxic_score,extreme_annotator
                        one,t1,w1,0,False
                        one,t1,w2,2,True
                        two,t2,w2,1.9,True
                        two,t2,w3,4,
                        """).items();
        assertThat(items.classes().names()).containsExactly("0", "1");
        assertThat(items.annotators().attributes())
                .isEqualTo(Map.of("extreme_annotator", List.of("False", "True", "")));
        assertThat(items.annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2}, {2, 3}});
        assertThat(items.annotations().labels()).isDeepEqualTo(new int[][] {{0, 1}, {0, 1}});
    }

    @Test
    void readsAColumnAnAnnotatorAndLeavesOutOneThatIsEmpty() throws IOException {
        CollectedAnnotations read = read(WIDE, STEPS, """
                        id,text,c_1,c_2,c_10,avg,c_3
                        B1,one,2,,0,1,
                        B2,two,,1.0,2,1,
                        """);
        assertThat(read.items().annotators()).isEqualTo(Annotators.of(List.of("c_1", "c_10", "c_2")));
        assertThat(read.items().annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2}, {2, 3}});
        assertThat(read.items().annotations().labels()).isDeepEqualTo(new int[][] {{2, 0}, {2, 1}});
        assertThat(read.report().read()).isEqualTo(new Counts(2, 4, 4));
        assertThat(read.report().kept()).isEqualTo(new Counts(2, 4, 3));
        assertThat(read.report().count(AnnotationCase.EMPTY_ANNOTATOR)).isEqualTo(1);
        assertThat(read.report().lines())
                .containsExactly(
                        "items: 2, labels: 4, annotators: 3 of 4",
                        "annotators without a label: 1, left out (" + folder.resolve("data.txt")
                                + ":1: no label of the annotator 'c_3')");
    }

    @Test
    void readsListedColumnsAndItemsWithoutIds() throws IOException {
        AnnotatedItems items = read(WideCsv.withColumns(null, "text", List.of("zoe", "al")), NAMES, """
                        al,text,other,zoe
                        yes,a,no,no
                        ,b,no,yes
                        """)
                .items();
        // sha256sum of "a" and of "b"
        assertThat(items.ids()).containsExactly("ca978112ca1bbdcafac231b39a23dc4d", "3e23e8160039594a33894f6564e1b134");
        assertThat(items.annotators().names()).containsExactly("al", "zoe");
        assertThat(items.classes().names()).containsExactly("no", "yes");
        assertThat(items.annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2}, {2}});
        assertThat(items.annotations().labels()).isDeepEqualTo(new int[][] {{1, 0}, {1}});
    }

    @Test
    void takesEqualTextsForOneItemWhereThereAreNoIds() throws IOException {
        AnnotatedItems items = read(new LongCsv(null, "who", "label", "text", List.of()), NAMES, """
                        who,label,text
                        a,x,same
                        b,y,other
                        b,y,same
                        """)
                .items();
        assertThat(items.texts()).containsExactly("same", "other");
        assertThat(items.annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2}, {2}});
    }

    @Test
    void readsLearningWithDisagreements() throws IOException {
        CollectedAnnotations read = read(new LeWiDiJson(), NAMES, """
                {
                  "5": {"text": "caf\\u00e9 ☕", "annotations": "0,1, 0", "annotators": "Ann2, Ann1,Ann10",
                        "soft_label": {"0": 0.67, "1": 0.33}, "other_info": {"text": 3}},
                  "4": {"annotators": "Ann1", "annotations": "1", "text": ""}
                }
                """);
        assertThat(read.items().ids()).containsExactly("5", "4");
        assertThat(read.items().texts()).containsExactly("café ☕", "");
        assertThat(read.items().annotators()).isEqualTo(Annotators.of(List.of("Ann1", "Ann10", "Ann2")));
        assertThat(read.items().annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2, 3}, {1}});
        assertThat(read.items().annotations().labels()).isDeepEqualTo(new int[][] {{1, 0, 0}, {1}});
    }

    @Test
    void readsCompressedFilesAndSeveralAsOne() throws IOException {
        Path first = folder.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(first))) {
            out.write("item,who,label,text,age\n1,a,x,one,7\n2,b,y,two,\n".getBytes(StandardCharsets.UTF_8));
        }
        Path second = Files.writeString(folder.resolve("b.csv"), "text,age,item,who,label\none,8,1,b,y\n");
        AnnotatedItems items = new AnnotationReader(LONG, NAMES, AnnotationPolicies.DEFAULT)
                .read(List.of(first, second))
                .items();
        assertThat(items.ids()).containsExactly("1", "2");
        assertThat(items.annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2}, {2}});
        assertThat(items.annotators().attributes()).isEqualTo(Map.of("age", List.of("7", "8")));

        Path json = folder.resolve("c.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(json))) {
            out.write("{\"1\":{\"text\":\"a\",\"annotations\":\"0,1\",\"annotators\":\"x,y\"}}"
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new AnnotationReader(new LeWiDiJson(), NAMES, AnnotationPolicies.DEFAULT)
                        .read(List.of(json))
                        .items()
                        .annotations()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void numbersClassesAndAnnotatorsByNameWhateverTheOrderOfRows() throws IOException {
        String rows = "1,b,y,one,5\n1,a,x,one,6\n2,c,z,two,7\n2,b,x,two,5\n";
        List<String> backwards = Arrays.asList(rows.split("\n"));
        Collections.reverse(backwards);
        AnnotatedItems items =
                read(LONG, NAMES, "item,who,label,text,age\n" + rows).items();
        AnnotatedItems turned = read(LONG, NAMES, "item,who,label,text,age\n" + String.join("\n", backwards))
                .items();
        assertThat(turned.annotators()).isEqualTo(items.annotators());
        assertThat(turned.classes()).isEqualTo(items.classes());
        assertThat(turned.select(1, 0).annotations().labels())
                .isDeepEqualTo(items.annotations().labels());
        assertThat(turned.select(1, 0).annotations().annotators())
                .isDeepEqualTo(items.annotations().annotators());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "item,who,label,age\\n1,a,x,5 | :1: found a header with the columns [item, who, label, age], expected a column 'text'",
                "item,who,label,text,text | :1: found a header that names the column 'text' twice",
                "item,who,label,text,age\\n1,a,x,one,5\\n2,b,y | :3: found a row of 3 values, expected 5",
                "item,who,label,text,age\\n ,a,x,one,5 | :2: found an empty item id",
                "item,who,label,text,age\\n1, ,x,one,5 | :2: found an empty annotator",
                "item,who,label,text,age\\n1,a,x,one,5\\n2,a,y,\"two,5\\n | :3: found a row that is no CSV",
                "item,who,label,text,age\\n1,a,,one,5 | :2: found the label '', expected the name of a class. Correct the label",
                "item,who,label,text,age\\n1,a,x,one,5\\n2,b,x,two,5 | : found one class only: [x], expected labels of at least two",
                "item,who,label,text,age | : found a header without records",
                "`` | : found an empty file",
            })
    void refusesLongFiles(String content, String message) {
        assertRefused(LONG, content, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id,text,d_1\\n1,a,x | :1: found a header with the columns [id, text, d_1], expected columns of annotators that begin with 'c_'",
                "id,c_1\\n1,x | :1: found a header with the columns [id, c_1], expected a column 'text'",
                "id,text,c_1,c_2\\n1,a,x,y\\n2,b,, | :3: found no label for the item '2', expected at least one label",
            })
    void refusesWideFiles(String content, String message) {
        assertRefused(WIDE, content, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | : found an empty file",
                "[1] | :1: found JSON that is no object",
                "{} | : found an object without items",
                "{\\n\"1\": 3} | :2: found JSON for the item '1' that is no object",
                "{\\n\"1\": {\"text\": \"a\", | :2: found no JSON (Unexpected end-of-input",
                "{\"1\": {\"text\": \"a\", \"annotations\": \"0\", \"annotators\": \"x\"}\\n\"2\"} | :2: found no JSON (",
                "{\"1\": {\"annotations\": \"0\", \"annotators\": \"x\"}} | :1: found the item '1' without \"text\"",
                "{\"1\": {\"text\": \"a\", \"annotations\": [0], \"annotators\": \"x\"}} | :1: found the item '1' with other than a text as \"annotations\"",
                "{\"1\": {\"text\": \"a\", \"annotations\": \"0,1\", \"annotators\": \"x\"}} | :1: found 2 annotations and 1 annotators of the item '1'",
                "{\"1\": {\"text\": \"a\", \"annotations\": \"0,1\", \"annotators\": \"x,\"}} | :1: found an empty annotator",
                "{\"1\": {\"text\": \"a\", \"annotations\": \"0,\", \"annotators\": \"x,y\"}} | :1: found the label ''",
                "{\"1\": {\"text\": \"a\", \"annotations\": \"\", \"annotators\": \"\"}} | :1: found no label for the item '1'",
                "{\" \": {\"text\": \"a\", \"annotations\": \"0\", \"annotators\": \"x\"}} | :1: found an empty item id",
                "{\"1\": {\"text\": \"a\", \"annotations\": \"0,1\", \"annotators\": \"x,y\"}}\\n{} | :2: found something after the object",
                "{\"1\": {\"text\": \"a\", \"annotations\": \"0,1\", \"annotators\": \"x,y\"},\\n\"1\": {}} | :2: found no JSON (Duplicate field '1')",
            })
    void refusesJson(String content, String message) {
        assertRefused(new LeWiDiJson(), content, message);
    }

    @Test
    void refusesAFileThatIsMissingAFolderNotCompressedOrNotUtf8() throws IOException {
        AnnotationReader reader = new AnnotationReader(LONG, NAMES, AnnotationPolicies.DEFAULT);
        assertThatThrownBy(() -> reader.read(List.of(folder.resolve("no.csv"))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no.csv: found no such file, expected a file of annotations");
        assertThatThrownBy(() -> reader.read(List.of(folder)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found no readable file");
        Path plain = Files.writeString(folder.resolve("data.csv.gz"), "item,who,label,text,age\n");
        assertThatThrownBy(() -> reader.read(List.of(plain)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv.gz: found a file that cannot be read (Not in GZIP format)");
        Path latin = folder.resolve("latin.json");
        Files.write(latin, "{\n\"1\":\n{\"text\": \"é\"}}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() ->
                        new AnnotationReader(new LeWiDiJson(), NAMES, AnnotationPolicies.DEFAULT).read(List.of(latin)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("latin.json:3: found bytes that are not UTF-8");
    }

    @Test
    void refusesMoreLabelsThanClassesCanBe() {
        StringBuilder rows = new StringBuilder("item,who,label,text,age\n");
        for (int i = 0; i < 1001; i++) {
            rows.append(i).append(",a,").append("l").append(i).append(",t,\n");
        }
        assertRefused(LONG, rows.toString(), ":1002: found more than 1000 different labels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"item", "who", "age"})
    void refusesAColumnThatIsTwoThings(String twice) {
        assertThatThrownBy(() -> new LongCsv("item", "who", "label", twice, List.of("age")))
                .hasMessageContaining("expected different ones");
        assertThatThrownBy(() -> WideCsv.withColumns("item", "who", List.of("who", "a")))
                .hasMessageContaining("expected different ones");
        assertThatThrownBy(() -> WideCsv.withColumns("item", "text", List.of()))
                .hasMessageContaining("expected one of both");
        assertThatThrownBy(() -> WideCsv.withPrefix("item", "text", "")).hasMessageContaining("expected one of both");
    }

    private void assertRefused(AnnotationFormat format, String content, String message) {
        assertThatThrownBy(() -> read(format, NAMES, content.replace("\\n", "\n")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(folder.resolve("data.txt") + message);
    }

    private CollectedAnnotations read(AnnotationFormat format, LabelScale scale, String content) throws IOException {
        Path file = Files.writeString(folder.resolve("data.txt"), content);
        return new AnnotationReader(format, scale, AnnotationPolicies.DEFAULT).read(List.of(file));
    }
}

package org.kd4j.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datavec.api.records.metadata.RecordMetaDataLine;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;

class GlueRecordReaderTest {
    private static final ColumnNames WITH_ID = new ColumnNames("sentence", "label", "id");

    @TempDir
    Path folder;

    @Test
    void findsColumnsByNameInAnyOrder() throws IOException {
        List<List<Writable>> records = read(WITH_ID, "id\tlabel\tnote\tsentence\n7\t1\tx\tgood\n8\t0\ty\tbad\n");

        assertThat(records)
                .extracting(GlueRecordReaderTest::id, GlueRecordReaderTest::text, GlueRecordReaderTest::label)
                .containsExactly(tuple("7", "good", "1"), tuple("8", "bad", "0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sentence\tlabel\ngood \t1\n\t0\n",
                "\uFEFFsentence\tlabel\ngood \t1\n\t0\n",
                "sentence\tlabel\r\ngood \t1\r\n\t0\r\n",
                "sentence\tlabel\ngood \t1\n\t0",
                "\nsentence\tlabel\n\ngood \t 1 \n\n\t0\n\r\n"
            })
    void acceptsByteOrderMarksBothLineBreaksAndBlankLines(String content) throws IOException {
        assertThat(read(ColumnNames.GLUE, content))
                .extracting(GlueRecordReaderTest::text, GlueRecordReaderTest::label)
                .containsExactly(tuple("good ", "1"), tuple("", "0"));
    }

    @Test
    void takesQuotesCommasAndEveryLanguageAsTheyStand() throws IOException {
        String text = "\"so-called, \"\"fun\"\" — 楽しい \uD83D\uDE00\u2028 isn't";

        assertThat(read(ColumnNames.GLUE, "sentence\tlabel\n" + text + "\t1\n"))
                .extracting(GlueRecordReaderTest::text)
                .containsExactly(text);
    }

    @Test
    void readsALineOfTenMegabytes() throws IOException {
        String text = "word é ".repeat(10_000_000 / 8);

        assertThat(read(ColumnNames.GLUE, "sentence\tlabel\n" + text + "\t1\n"))
                .extracting(GlueRecordReaderTest::text)
                .containsExactly(text);
    }

    @Test
    void makesIdsThatDoNotDependOnTheOrderOfTheRecords() throws IOException {
        List<List<Writable>> records = read(ColumnNames.GLUE, "sentence\tlabel\na\t0\nb\t1\na\t1\na\t0\n");
        List<List<Writable>> permuted = read(ColumnNames.GLUE, "sentence\tlabel\na\t1\na\t0\na\t0\nb\t1\n");

        assertThat(ids(records)).doesNotHaveDuplicates();
        assertThat(id(permuted.get(0))).isEqualTo(id(records.get(2)));
        assertThat(id(permuted.get(1))).isEqualTo(id(records.get(0)));
        assertThat(id(permuted.get(2))).isEqualTo(id(records.get(3)));
        assertThat(id(permuted.get(3))).isEqualTo(id(records.get(1)));
    }

    @Test
    void givesTheSameRecordsAfterAReset() throws IOException {
        try (GlueRecordReader reader = new GlueRecordReader()) {
            reader.open(write("sentence\tlabel\na\t0\na\t0\nb\t1\n"));
            List<List<Writable>> first = readAll(reader);
            reader.reset();
            List<List<Writable>> interrupted = List.of(reader.next());
            reader.reset();

            assertThat(interrupted).containsExactly(first.get(0));
            assertThat(readAll(reader)).isEqualTo(first).hasSize(3);
        }
    }

    @Test
    void readsTheFilesOfASplitAsOneDataSet() throws IOException {
        Files.writeString(folder.resolve("1.tsv"), "sentence\tlabel\na\t0\n");
        Files.writeString(folder.resolve("2.tsv"), "label\tsentence\n0\ta\n1\tb\n");
        try (GlueRecordReader reader = new GlueRecordReader()) {
            reader.initialize(new FileSplit(folder.toFile()));

            List<List<Writable>> records = readAll(reader);
            assertThat(records).extracting(GlueRecordReaderTest::text).containsExactlyInAnyOrder("a", "a", "b");
            assertThat(ids(records)).doesNotHaveDuplicates();
        }
    }

    @Test
    void saysWhereARecordStands() throws IOException {
        Path file = write("sentence\tlabel\n\na\t0\n");
        try (GlueRecordReader reader = new GlueRecordReader()) {
            reader.open(file);
            RecordMetaDataLine place = (RecordMetaDataLine) reader.nextRecord().getMetaData();

            assertThat(place.getLineNumber()).isEqualTo(3);
            assertThat(Path.of(place.getURI())).isEqualTo(file);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "sentence\\tlabel\\na\\t0\\nb|:3: found a row of 1 values, expected 2",
                "sentence\\tlabel\\n\\na\\tb\\t0|:3: found a row of 3 values, expected 2",
                "sentence\\tlabel\\na\\t |:2: found an empty label",
                "text\\tlabel\\na\\t0|:1: found a header with the columns [text, label], expected a column 'sentence'",
                "sentence\\tgold\\na\\t0|:1: found a header with the columns [sentence, gold], expected a column 'label'",
                "a film\\t1|:1: found a header with the columns [a film, 1], expected a column 'sentence'",
                "sentence\\tlabel\\tlabel\\na\\t0\\t0|:1: found a header that names the column 'label' twice",
                "sentence\\tlabel\\n|: found a header without records",
                "\\n\\n|: found an empty file",
                "|: found an empty file"
            })
    void rejectsWhatIsNoTableOfLabelledTexts(String content, String message) throws IOException {
        Path file = write(content == null ? "" : content.replace("\\n", "\n").replace("\\t", "\t"));

        assertThatThrownBy(() -> read(ColumnNames.GLUE, file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file + message);
    }

    @Test
    void rejectsBytesThatAreNotUtf8WithTheirLine() throws IOException {
        Path file = folder.resolve("latin1.tsv");
        Files.write(file, "sentence\tlabel\nfine\t1\nclichés\t0\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> read(ColumnNames.GLUE, file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file + ":3: found bytes that are not UTF-8");
    }

    @Test
    void rejectsARecordIdGivenTwiceAndNamesBothLines() throws IOException {
        Path file = write("id\tsentence\tlabel\n7\ta\t0\n8\tb\t1\n7\tc\t1\n");

        assertThatThrownBy(() -> read(WITH_ID, file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file + ":4: found the record id '7', which also stands at " + file + ":2");
    }

    @Test
    void rejectsAnEmptyRecordId() throws IOException {
        Path file = write("id\tsentence\tlabel\n\ta\t0\n");

        assertThatThrownBy(() -> read(WITH_ID, file)).hasMessageStartingWith(file + ":2: found an empty record id");
    }

    @Test
    void rejectsAMissingFileAndAFolder() {
        assertThatThrownBy(() -> read(ColumnNames.GLUE, folder.resolve("none.tsv")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("none.tsv: found no such file");
        assertThatThrownBy(() -> read(ColumnNames.GLUE, folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found no readable file");
    }

    private List<List<Writable>> read(ColumnNames names, String content) throws IOException {
        return read(names, write(content));
    }

    private static List<List<Writable>> read(ColumnNames names, Path file) {
        try (GlueRecordReader reader = new GlueRecordReader(names)) {
            reader.open(file);
            return readAll(reader);
        }
    }

    private static List<List<Writable>> readAll(GlueRecordReader reader) {
        List<List<Writable>> records = new ArrayList<>();
        while (reader.hasNext()) {
            records.add(reader.next());
        }
        return records;
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("data.tsv"), content);
    }

    private static List<String> ids(List<List<Writable>> records) {
        return records.stream().map(GlueRecordReaderTest::id).toList();
    }

    private static String id(List<Writable> record) {
        return Column.ID.of(record).toString();
    }

    private static String text(List<Writable> record) {
        return Column.TEXT.of(record).toString();
    }

    private static String label(List<Writable> record) {
        return Column.LABEL.of(record).toString();
    }
}

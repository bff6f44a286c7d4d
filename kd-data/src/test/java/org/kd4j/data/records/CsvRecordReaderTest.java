package org.kd4j.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;

class CsvRecordReaderTest {
    private static final ColumnNames NAMES = new ColumnNames("text", "class", "key");

    @TempDir
    Path folder;

    @Test
    void readsQuotedValuesAsRfc4180Says() throws IOException {
        assertThat(read("""
                        \uFEFFkey,class,text
                        1,good,"one, ""two"", three"
                        2,bad,"a text
                        of two lines"
                        3,bad,
                        4,good,plain 楽しい
                        """))
                .containsExactly(
                        "[1, one, \"two\", three, good]",
                        "[2, a text\nof two lines, bad]",
                        "[3, , bad]",
                        "[4, plain 楽しい, good]");
    }

    @Test
    void readsCarriageReturnsAndKeepsThoseInsideQuotes() throws IOException {
        assertThat(read("key,text,class\r\n1,\"a\r\nb\",x\r\n\r\n2,c,y"))
                .containsExactly("[1, a\r\nb, x]", "[2, c, y]");
    }

    @Test
    void readsCompressedFiles() throws IOException {
        Path file = folder.resolve("data.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("key,text,class\n1,a,x\n2,\"b\nc\",y\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(file)).containsExactly("[1, a, x]", "[2, b\nc, y]");

        Files.writeString(file, "key,text,class\n1,a,x\n");
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv.gz: found a file that cannot be read (Not in GZIP format)");
    }

    @Test
    void rejectsACompressedFileThatIsCutOff() throws IOException {
        Path file = folder.resolve("data.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("key,text,class\n1,a,x\n".getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 10));
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv.gz: found a file that cannot be read (");
    }

    @Test
    void namesTheLineWhereABadRowBeginsEvenAfterTextsOfSeveralLines() {
        assertThatThrownBy(() -> read("key,text,class\n1,\"a\nb\nc\",x\n2,short\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:5: found a row of 2 values, expected 3");
    }

    @Test
    void rejectsAQuoteThatIsNotClosedWithTheLineItBeginsOn() {
        assertThatThrownBy(() -> read("key,text,class\n1,a,x\n2,\"b,y\n3,c,z\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:3: found a row that is no CSV")
                .hasMessageContaining("Look for a quote that is not closed.");
    }

    @Test
    void rejectsColumnsOfTheSameName() {
        assertThatThrownBy(() -> read("key,text,text,class\n1,a,b,x\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:1: found a header that names the column 'text' twice");
    }

    @Test
    void rejectsAMissingColumn() {
        assertThatThrownBy(() -> read("key;text;class\n1;a;x\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:1: found a header with the columns [key;text;class]");
    }

    @Test
    void rejectsBytesThatAreNotUtf8WithTheirLine() throws IOException {
        Path file = folder.resolve("data.csv");
        Files.write(file, "key,text,class\n1,a,x\n2,\"b\nclichés\",y\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:4: found bytes that are not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF", "\r\n\n"})
    void rejectsAnEmptyFile(String content) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv: found an empty file");
    }

    private List<String> read(String content) throws IOException {
        return read(Files.writeString(folder.resolve("data.csv"), content));
    }

    private static List<String> read(Path file) {
        List<String> records = new ArrayList<>();
        try (CsvRecordReader reader = new CsvRecordReader(NAMES)) {
            reader.open(file);
            while (reader.hasNext()) {
                records.add(reader.next().subList(0, 3).toString());
            }
        }
        return records;
    }
}

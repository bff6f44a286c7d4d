package org.kd4j.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;

class CivilCommentsReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsTheCompetitionsFile() throws IOException {
        List<List<Writable>> records = read("""
                id,target,comment_text,severe_toxicity,asian,female,rating
                59848,0.0,"one, ""two""
                and three",0.0,,,rejected
                59849,0.5,plain,0.02,0.0,1.0,approved
                59850,0.4999999,楽しい,0.0,0.5,0.49,approved
                """);

        assertThat(records)
                .extracting(record -> record.subList(0, 3).toString())
                .containsExactly("[59848, one, \"two\"\nand three, 0]", "[59849, plain, 1]", "[59850, 楽しい, 0]");
        assertThat(records)
                .extracting(CivilCommentsReaderTest::groups)
                .containsExactly(
                        new Membership(List.of(), List.of("asian", "female"), false),
                        new Membership(List.of("female"), List.of("asian"), true),
                        new Membership(List.of("asian"), List.of("female"), true));
    }

    @Test
    void readsReleasesOfOtherNamesAndWithoutIdentities() throws IOException {
        List<List<Writable>> records = read("toxicity,text\n1,bad\n0,good\n1,bad\n");

        assertThat(records)
                .extracting(record -> Column.TEXT.of(record) + " " + Column.LABEL.of(record))
                .containsExactly("bad 1", "good 0", "bad 1");
        assertThat(records).extracting(Column.ID::of).doesNotHaveDuplicates();
        assertThat(records)
                .extracting(CivilCommentsReaderTest::groups)
                .containsOnly(new Membership(List.of(), List.of(), true));
    }

    @Test
    void knowsThe24IdentitiesOfJigsaw() throws IOException {
        String identities = String.join(",", CivilCommentsReader.IDENTITIES);
        List<List<Writable>> records = read("id,target,comment_text," + identities + "\n1,0,x" + ",1".repeat(24));

        assertThat(groups(records.get(0)).member())
                .hasSize(24)
                .contains("homosexual_gay_or_lesbian", "psychiatric_or_mental_illness", "white");
    }

    @Test
    void takesNamesThatAreGiven() throws IOException {
        try (CivilCommentsReader reader =
                new CivilCommentsReader("body", "threat", "key", 0.25, List.of("a"), List.of("id"), "male")) {
            reader.open(write("key,id,threat,target,body,text,a,male\nk,7,0.25,0,this,that,1,1\n"));

            assertThat(reader.next().toString()).isEqualTo("[k, this, 1, +a\n+id=7\n, 1]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "high  | data.csv:4: found the label 'high', expected a number from 0 to 1",
                "1.5   | data.csv:4: found the label '1.5', expected a number from 0 to 1",
                "-0.1  | data.csv:4: found the label '-0.1', expected a number from 0 to 1",
                "NaN   | data.csv:4: found the label 'NaN', expected a number from 0 to 1",
                "0.5f  | data.csv:4: found the label '0.5f', expected a number from 0 to 1",
                "''    | data.csv:4: found an empty label"
            })
    void refusesALabelThatIsNoShareWithItsLine(String label, String message) {
        assertThatThrownBy(() -> read("id,target,comment_text\n1,0.1,\"a\nb\"\n2," + label + ",c\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "2", "-1", "NaN", "0x1p-1", "True"})
    void refusesAnIdentityThatIsNoShareWithItsLine(String value) {
        assertThatThrownBy(() -> read("id,target,comment_text,male\n1,0.1,a,\n2,0,b," + value + "\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:3: found in the group column 'male' the value '" + value
                        + "', expected a number from 0 to 1")
                .hasMessageContaining("data.groupsByValue");
    }

    @Test
    void refusesAFileWithoutTextOrLabel() {
        assertThatThrownBy(() -> read("id,target,comment\n1,0,x\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:1: found a header with the columns [id, target, comment],"
                        + " expected a column 'comment_text' or 'text'")
                .hasMessageContaining("data.textColumn");
        assertThatThrownBy(() -> read("id,comment_text\n1,x\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("expected a column 'target' or 'toxicity'");
    }

    private static Membership groups(List<Writable> record) {
        return Membership.parse(Column.GROUPS.of(record).toString());
    }

    private List<List<Writable>> read(String content) throws IOException {
        List<List<Writable>> records = new ArrayList<>();
        try (CivilCommentsReader reader = new CivilCommentsReader()) {
            reader.open(write(content));
            while (reader.hasNext()) {
                records.add(reader.next());
            }
        }
        return records;
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("data.csv"), content);
    }
}

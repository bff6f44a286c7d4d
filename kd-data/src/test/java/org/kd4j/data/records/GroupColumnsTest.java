package org.kd4j.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.failure.InvalidInput;

/** Columns of groups in any file. */
class GroupColumnsTest {
    private static final ColumnNames NAMES = new ColumnNames("text", "label", null);

    @TempDir
    Path folder;

    @Test
    void makesAGroupOfEachValue() throws IOException {
        List<Membership> groups = read(
                new GroupColumns(List.of(), List.of("target")),
                "target,text,label\nwomen,a,1\n Muslims ,b,0\n,c,0\n\"x, y=1\",d,0\n");

        assertThat(groups)
                .containsExactly(
                        new Membership(List.of("target=women"), List.of(), true),
                        new Membership(List.of("target=Muslims"), List.of(), true),
                        new Membership(List.of(), List.of(), false),
                        new Membership(List.of("target=x, y=1"), List.of(), true));
    }

    @Test
    void takesBothKindsOfColumns() throws IOException {
        List<Membership> groups = read(
                new GroupColumns(List.of("old", "young"), List.of("place")),
                "text,label,young,place,old\na,1,1,north,0\nb,0,0.2,,.5\n");

        assertThat(groups)
                .containsExactly(
                        new Membership(List.of("young", "place=north"), List.of("old"), true),
                        new Membership(List.of("old"), List.of("young"), false));
    }

    @Test
    void readsTabSeparatedFilesToo() throws IOException {
        RecordLayout layout = new RecordLayout(NAMES, 0.3, new GroupColumns(List.of("g"), List.of()), "g");
        try (GlueRecordReader reader = new GlueRecordReader(layout)) {
            reader.open(write("g\ttext\tlabel\n1\ta \t0.29\n0\tb\t3e-1\n"));

            assertThat(reader.next().subList(1, 5)).hasToString("[a , 0, +g\n, 1]");
            assertThat(reader.next().subList(1, 5)).hasToString("[b, 1, -g\n, 0]");
        }
    }

    @Test
    void refusesAFileWithoutTheColumn() {
        assertThatThrownBy(() -> read(new GroupColumns(List.of("male"), List.of()), "text,label\na,1\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(
                        "data.csv:1: found a header with the columns [text, label]," + " expected a column 'male'")
                .hasMessageContaining("Set data.groupColumns to some of the file's columns");
        assertThatThrownBy(() -> read(new GroupColumns(List.of(), List.of("target")), "text,label\na,1\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.groupsByValue");
    }

    @Test
    void refusesAColumnOfTooManyValuesOrOfLongOnes() {
        GroupColumns texts = new GroupColumns(List.of(), List.of("title"));
        String rows =
                IntStream.range(0, 1_001).mapToObj(i -> "a,title " + i + ",1\n").collect(Collectors.joining());

        assertThatThrownBy(() -> read(texts, "text,title,label\n" + rows))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:1002: found in the group column 'title' one of more than 1000");
        assertThatThrownBy(() -> read(texts, "text,title,label\na,\"a\nb\",1\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("data.csv:2: found in the group column 'title' a value of several lines");
    }

    @Test
    void refusesColumnsThatComeTwice() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GroupColumns(List.of("a"), List.of("a")));
        assertThatIllegalArgumentException().isThrownBy(() -> new GroupColumns(List.of("a\nb"), List.of()));
    }

    @Test
    void refusesColumnsThatAreTextLabelOrId() {
        ColumnNames names = new ColumnNames("text", "label", "key");
        for (String name : List.of("text", "label", "key")) {
            GroupColumns groups = new GroupColumns(List.of(), List.of("a", name));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RecordLayout(names, null, groups, null))
                    .withMessageContaining("expected none of text, label and id");
        }
    }

    @Test
    void writesAMembershipAsTextAndReadsItBack() {
        for (Membership membership : List.of(
                new Membership(List.of(), List.of(), true),
                new Membership(List.of(), List.of(), false),
                new Membership(List.of("a", "+b"), List.of("?", "-c d"), false))) {
            assertThat(Membership.parse(membership.text())).isEqualTo(membership);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Membership.parse("a"))
                .withMessageContaining("'a'");
    }

    private List<Membership> read(GroupColumns columns, String content) throws IOException {
        List<Membership> groups = new ArrayList<>();
        try (CsvRecordReader reader = new CsvRecordReader(new RecordLayout(NAMES, null, columns, null))) {
            reader.open(write(content));
            while (reader.hasNext()) {
                List<Writable> record = reader.next();
                groups.add(Membership.parse(Column.GROUPS.of(record).toString()));
            }
        }
        return groups;
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("data.csv"), content);
    }
}

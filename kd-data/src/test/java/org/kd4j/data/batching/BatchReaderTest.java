package org.kd4j.data.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.data.fixture.Records;
import org.kd4j.data.fixture.WordTokenizer;
import org.kd4j.data.records.GlueRecordReader;
import org.kd4j.data.records.Labels;
import org.nd4j.linalg.factory.Nd4j;

class BatchReaderTest {
    private static final WordTokenizer TOKENIZER = new WordTokenizer(3);

    @TempDir
    Path folder;

    @Test
    void turnsRecordsIntoTokensAndClasses() {
        Batch batch = read(List.of(Records.record("x", "one two", "1"), Records.record("y", "three", "0")))
                .batch();

        assertThat(batch.ids()).containsExactly("x", "y");
        assertThat(batch.tokens()).isDeepEqualTo(new int[][] {
            TOKENIZER.encode("one two").ids(), TOKENIZER.encode("three").ids()
        });
        assertThat(batch.labels()).containsExactly(1, 0);
        assertThat(batch.hasTeacher()).isFalse();
    }

    @Test
    void countsTruncatedAndEmptyTexts() {
        ReadBatch read = read(List.of(
                Records.record("1", "a b c d", "1"),
                Records.record("2", "a b c", "1"),
                Records.record("3", "", "0"),
                Records.record("4", "  ", "0"),
                Records.record("5", "a b c d e", "0")));

        assertThat(read.truncated()).isEqualTo(2);
        assertThat(read.empty()).isEqualTo(2);
        assertThat(read.batch().tokens()[2]).isEmpty();
        assertThat(read.batch().tokens()[4]).hasSize(3);
    }

    @Test
    void readsEveryRecordOfManyChunks() {
        List<String> texts =
                IntStream.range(0, 2_500).mapToObj(i -> "text " + i).toList();
        Batch batch = reader("0", "1")
                .read(Records.reader(Records.withTexts(texts)), "train")
                .batch();

        assertThat(batch.size()).isEqualTo(2_500);
        for (int row = 0; row < batch.size(); row++) {
            int i = Integer.parseInt(batch.ids().get(row).substring(2));
            assertThat(batch.tokens()[row])
                    .isEqualTo(TOKENIZER.encode("text " + i).ids());
        }
    }

    @Test
    void takesTheTeachersLogitsAlong() {
        Batch batch =
                read(List.of(withLogits("1", -1, 2), withLogits("2", 3, -4))).batch();

        assertThat(batch.teacherLogits()).isDeepEqualTo(new float[][] {{-1, 2}, {3, -4}});
    }

    @Test
    void hasNoHiddenStatesUnlessAsked() {
        assertThat(read(List.of(withLogits("1", -1, 2))).batch().hasTeacherStates())
                .isFalse();
    }

    @Test
    void rejectsRecordsWithoutTheHiddenStatesAskedFor() {
        StateSource source = new StateSource.Joined(new TeacherLayers(4, 3, List.of(1, 2)), "states");

        assertThatThrownBy(() -> new BatchReader(TOKENIZER, new Labels(List.of("0", "1")), source)
                        .read(Records.reader(List.of(withLogits("1", 1, 2))), "train"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("record 1: found 0 values of the teacher's hidden states, expected 6");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void rejectsTeacherLogitsThatAreNotFinite(float value) {
        assertThatThrownBy(() -> read(List.of(withLogits("1", 1, value))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("record 1: found the teacher logit " + value);
    }

    @Test
    void readsTheLogitsOfSeveralAnswers() {
        BatchReader two = new BatchReader(TOKENIZER, new Labels(List.of("0", "1")), new StateSource.None(), 2);
        Batch batch = two.read(Records.reader(List.of(withLogits("1", 1, 2, 3, 4))), "train")
                .batch();
        assertThat(batch.teacherLogits()).isDeepEqualTo(new float[][] {{1, 2, 3, 4}});
        assertThatThrownBy(() -> two.read(Records.reader(List.of(withLogits("1", 1, 2))), "train"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(
                        "record 1: found 2 teacher logits, expected one for each of the classes [0, 1], of each of 2 annotators");
    }

    @Test
    void rejectsTeacherLogitsOfOtherClasses() {
        assertThatThrownBy(() -> read(List.of(withLogits("1", 1, 2, 3))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(
                        "record 1: found 3 teacher logits, expected one for each of the classes [0, 1]");
    }

    @Test
    void rejectsARecordIdThatComesTwice() {
        assertThatThrownBy(() -> read(List.of(
                        Records.record("8", "a", "1"), Records.record("7", "a", "1"), Records.record("7", "a", "1"))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("record 7: found the record id '7', which is that of record 2 too");
    }

    @Test
    void namesFileAndLineOfAnUnknownLabel() throws IOException {
        Path file = Files.writeString(folder.resolve("train.tsv"), "sentence\tlabel\na\t0\nb\tmaybe\n");
        try (GlueRecordReader records = new GlueRecordReader()) {
            records.open(file);

            assertThatThrownBy(() -> reader("negative", "positive").read(records, "train"))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageStartingWith(file + ":3: found the label 'maybe', expected one of [negative, positive]");
        }
    }

    @Test
    void rejectsNoRecords() {
        assertThatThrownBy(() -> read(List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("train.tsv: found no records");
    }

    @Test
    void rejectsOneClassForTrainingOnly() {
        ReadBatch one = read(List.of(Records.record("1", "a", "1"), Records.record("2", "b", "1")));
        ReadBatch two = read(List.of(Records.record("1", "a", "1"), Records.record("2", "b", "0")));

        assertThatThrownBy(() -> one.requireSeveralClasses("train.tsv"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("train.tsv: found 2 records of one class only (index 1)");
        assertThat(two.requireSeveralClasses("train.tsv")).isSameAs(two);
    }

    private static ReadBatch read(List<List<Writable>> records) {
        return reader("0", "1").read(Records.reader(records), "train.tsv");
    }

    private static BatchReader reader(String... labels) {
        return new BatchReader(TOKENIZER, new Labels(List.of(labels)));
    }

    private static List<Writable> withLogits(String id, float... logits) {
        List<Writable> record = new ArrayList<>(Records.record(id, "text", "1"));
        record.add(new NDArrayWritable(Nd4j.createFromArray(new float[][] {logits})));
        return record;
    }
}

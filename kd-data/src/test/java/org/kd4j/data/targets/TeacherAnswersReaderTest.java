package org.kd4j.data.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.progress.Progress;
import org.kd4j.data.fixture.HashFunction;
import org.kd4j.data.fixture.Records;
import org.kd4j.data.records.Column;
import org.nd4j.linalg.api.ndarray.INDArray;

class TeacherAnswersReaderTest {
    private static final HashFunction TEACHER = new HashFunction("teacher", 3);

    @TempDir
    Path folder;

    private TeacherCache cache;

    @BeforeEach
    void fill() {
        cache = TeacherCache.open(folder.resolve("cache.db"));
        cache.fill("train", TEACHER, Records.reader(Records.withTexts(List.of("a", "b", "a"))), Progress.SILENT);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void appendsTheLogitsAsARowVector() {
        List<Writable> record = join(Records.record("id1", "b", "1")).get(0);
        INDArray logits = ((NDArrayWritable) Column.TEACHER_LOGITS.of(record)).get();

        assertThat(record.subList(0, 5)).isEqualTo(Records.record("id1", "b", "1"));
        assertThat(logits.shape()).containsExactly(1, 3);
        assertThat(logits.toFloatVector()).isEqualTo(TEACHER.answer("b"));
    }

    @Test
    void appendsHiddenStatesBehindTheLogits() {
        HashFunction states = new HashFunction("states", 4);
        cache.fill("train", states, Records.reader(Records.withTexts(List.of("a", "b", "a"))), Progress.SILENT);
        List<List<Writable>> records = List.of(Records.record("id1", "b", "1"));
        List<Writable> record = Records.readAll(
                        cache.joinStates(cache.join(Records.reader(records), "train", "teacher"), "train", "states"))
                .get(0);

        assertThat(((NDArrayWritable) Column.TEACHER_LOGITS.of(record)).get().toFloatVector())
                .isEqualTo(TEACHER.answer("b"));
        assertThat(((NDArrayWritable) Column.TEACHER_STATES.of(record)).get().toFloatVector())
                .isEqualTo(states.answer("b"));
    }

    @Test
    void saysThatHiddenStatesAreMissing() {
        List<List<Writable>> records = List.of(Records.record("id1", "b", "1"));

        assertThatThrownBy(() -> cache.joinStates(Records.reader(records), "train", "states")
                        .next())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no hidden states of this teacher for record id1");
    }

    @Test
    void rejectsATextThatTheTeacherDidNotSeeUnderThatId() {
        assertThatThrownBy(() -> join(Records.record("id1", "a", "1")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("record id1: found another text under the record id 'id1'");
    }

    @Test
    void rejectsARecordThatTheCacheDoesNotKnow() {
        assertThatThrownBy(() -> join(Records.record("id3", "a", "1")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("record id3: found no record id3")
                .hasMessageContaining("Fill the cache first.");
    }

    @Test
    void rejectsAnotherTeacherAndAnotherDataSet() {
        List<List<Writable>> records = List.of(Records.record("id1", "b", "1"));

        assertThatThrownBy(() ->
                        cache.join(Records.reader(records), "train", "another").next())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no logits of this teacher for record id1");
        assertThatThrownBy(() ->
                        cache.join(Records.reader(records), "dev", "teacher").next())
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found no record id1");
    }

    private List<List<Writable>> join(List<Writable> record) {
        return Records.readAll(cache.join(Records.reader(List.of(record)), "train", "teacher"));
    }
}

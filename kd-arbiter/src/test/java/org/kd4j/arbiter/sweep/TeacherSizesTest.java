package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.StudentConfig.Transformer;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.interchange.Columns;

/** Students of the transformer's default sizes, and a teacher of 12 blocks with 12 heads of 64 columns. */
class TeacherSizesTest {
    private static final TeacherSizes TEACHER = new TeacherSizes(12, 768, 12);

    @Test
    void alignsEveryKthBlockAndAllColumns() {
        assertThat(alignments("student.layers=6"))
                .containsExactly(full(1, 2), full(2, 4), full(3, 6), full(4, 8), full(5, 10));
        assertThat(alignments("student.layers=3", "objective.alignedLayers=last"))
                .containsExactly(full(1, 10), full(2, 11));
        assertThat(alignments("objective.alignedLayers=[[3,12],[1,1]]"))
                .containsExactlyInAnyOrder(full(3, 12), full(1, 1));
    }

    private static Alignment full(int student, int teacher) {
        return new Alignment(student, teacher, new Columns(0, 384), new Columns(0, 768));
    }

    /** A head is narrower in the student: 32 of 384 columns, where the teacher has 64 of 768. */
    @Test
    void alignsHeadWithHead() {
        List<Alignment> alignments = alignments("objective.alignedLayers=[[1,4]]", "objective.neurons=heads");

        assertThat(alignments).hasSize(12);
        assertThat(alignments.get(2)).isEqualTo(new Alignment(1, 4, new Columns(64, 96), new Columns(128, 192)));
    }

    @Test
    void alignsTheSameColumns() {
        assertThat(alignments("objective.alignedLayers=[[1,4]]", "objective.neurons=[10,20]"))
                .containsExactly(new Alignment(1, 4, new Columns(10, 20), new Columns(10, 20)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "objective.alignedLayers=[[3,13]] | objective.alignedLayers: found the pair [3, 13], expected a block of the teacher's, 1 to 12, in its second place.",
                "objective.alignedLayers=[[4,2]]  | objective.alignedLayers: found the pair [4, 2], expected a block of the student's, 1 to 3, in its first place.",
                "student.layers=13                | objective.alignedLayers: found a student of 13 blocks and a teacher of 12, expected a student of at least 2 blocks, the top of which is not aligned, and of no more than the teacher.",
                "student.layers=1                 | objective.alignedLayers: found a student of one block, expected a student of at least 2 blocks",
                "student.heads=6 objective.neurons=heads | objective.neurons: found heads, with 6 of the student and 12 of the teacher, expected as many of both.",
                "objective.neurons=[0,385]        | objective.neurons: found columns up to 385 of the 384 that the student's states have",
                "objective.neurons=[0,769] student.hidden=960 | objective.neurons: found columns up to 769 of the 768 that the teacher's states have"
            })
    void saysWhatDoesNotFit(String settings, String message) {
        assertThatThrownBy(() -> alignments(settings.split(" ")))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith(message);
    }

    private static List<Alignment> alignments(String... settings) {
        List<String> all = new ArrayList<>(List.of("objective.kind=diito", "student.kind=transformer"));
        all.addAll(List.of(settings));
        Config config = ConfigTree.read(null, all).toConfig();
        return TEACHER.alignments((DiitoConfig) config.objective(), (Transformer) config.student());
    }

    /** Every trial's, before the first is trained, and the measured one with every student. */
    @Test
    void checksAllTrialsOfASweep() {
        assertThat(demand("sweep.grid={objective.alignedLayers: [skip, [[3,12]]]}")
                        .measured())
                .extracting(DiitoConfig::kind)
                .isEqualTo("diito");
        assertThatThrownBy(() -> demand("sweep.grid={objective.alignedLayers: [skip, [[3,13]]]}")
                        .checkWith(TEACHER))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("the pair [3, 13]");
        assertThatThrownBy(() -> demand("sweep.grid={student.layers: [3, 13]}").checkWith(TEACHER))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("a student of 13 blocks");
        demand("sweep.grid={student.layers: [3, 12]}").checkWith(TEACHER);
    }

    private static InterventionDemand demand(String... settings) {
        List<String> all = Stream.concat(
                        Stream.of("objective.kind=diito", "student.kind=transformer"), Stream.of(settings))
                .toList();
        return StateDemand.of(Plan.of(ConfigTree.read(null, all)).all())
                .interventions()
                .orElseThrow();
    }
}

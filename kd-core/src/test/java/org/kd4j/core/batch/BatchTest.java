package org.kd4j.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kd4j.core.objective.TeacherLayers;

class BatchTest {
    private static final TeacherLayers LAYERS = new TeacherLayers(3, 1, List.of(1, 2));

    @Test
    void keepsKnownStatesWithTheirRecords() {
        Batch all = batch(new KnownStates(LAYERS, "states", new float[][] {{0, 1}, {2, 3}, {4, 5}}));
        Batch selected = all.select(2, 0, 2);

        assertThat(selected.ids()).containsExactly("c", "a", "c");
        assertThat(selected.teacherStates().layers()).isEqualTo(LAYERS);
        assertThat(selected.teacherStates().of(1, 2)).isDeepEqualTo(new float[][] {{0, 1}, {4, 5}});
    }

    @Test
    void asksTheTeacherOnlyForTheRecordsOfAStep() {
        Lengths teacher = new Lengths();
        Batch all = batch(new AskedStates(LAYERS, teacher, List.of("", "x", "xx")));
        Batch selected = all.select(2, 1);

        assertThat(teacher.asked).isEmpty();
        assertThat(selected.teacherStates().of(0)).isDeepEqualTo(new float[][] {{2, -2}});
        assertThat(teacher.asked).containsExactly("xx");
        assertThat(all.teacherStates().of(1, 0)).isDeepEqualTo(new float[][] {{1, -1}, {0, 0}});
        assertThat(selected.teacherStates().fingerprint()).isEqualTo("lengths");
    }

    @Test
    void hasNoStatesWhereNobodyGivesThem() {
        Batch batch = Batch.of(List.of("a"), new int[1][0], new int[1]);

        assertThat(batch.hasTeacherStates()).isFalse();
        assertThat(batch.select(0).hasTeacherStates()).isFalse();
    }

    @Test
    void keepsGroupsWithTheirRecords() {
        Groups groups = new Groups(List.of("g", "h"), new int[][] {{0}, {}, {0, 1}});
        Batch all = Batch.of(List.of("a", "b", "c"), new int[3][0], new int[3]).withGroups(groups);

        assertThat(all.select(2, 1).groups().members()).isDeepEqualTo(new int[][] {{0, 1}, {}});
        assertThat(all.select(2, 1).groups().names()).containsExactly("g", "h");
        assertThat(batch(null).groups().isEmpty()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Batch.of(List.of("a"), new int[1][0], new int[1]).withGroups(groups))
                .withMessageContainingAll("1 ids", "groups of 3");
    }

    @Test
    void keepsWhatItHasWhenItIsGivenMore() {
        Groups groups = new Groups(List.of("g"), new int[][] {{0}, {}, {0}});
        TeacherStates states = new KnownStates(LAYERS, "states", new float[][] {{0, 1}, {2, 3}, {4, 5}});
        Batch all = batch(states)
                .withGroups(groups)
                .withWeights(new double[] {1, 2, 3})
                .withTeacher(new float[][] {{1}, {2}, {3}});
        Batch other = all.withTeacher(new float[][] {{4}, {5}, {6}}).select(2, 0);

        assertThat(other.ids()).containsExactly("c", "a");
        assertThat(other.teacherLogits()).isDeepEqualTo(new float[][] {{6}, {4}});
        assertThat(other.teacherStates().of(0)).isDeepEqualTo(new float[][] {{4, 5}});
        assertThat(other.groups().members()).isDeepEqualTo(new int[][] {{0}, {0}});
        assertThat(other.weight(0)).isEqualTo(3);
        int[][] texts = {{7}, {}, {8, 9}};
        assertThat(all.withTokens(texts).select(2, 0).tokens()).isDeepEqualTo(new int[][] {{8, 9}, {7}});
        assertThat(all.withTokens(texts).withTokens(all.tokens())).isEqualTo(all);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.withTokens(new int[2][]))
                .withMessageContaining("2 token rows");
        assertThat(all.withTeacher(null).hasTeacher()).isFalse();
        assertThat(all.teacherLogits()).isDeepEqualTo(new float[][] {{1}, {2}, {3}});
        assertThat(all.withoutWeights().select(1).hasWeights()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> all.withoutWeights().weight(0))
                .withMessageContaining("have not been weighed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.withWeights(new double[2]))
                .withMessageContaining("2 weights");
    }

    @Test
    void refusesStatesOfOtherRecords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch(new KnownStates(LAYERS, "states", new float[2][2])))
                .withMessageContainingAll("3 ids", "2 of its hidden states");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KnownStates(LAYERS, "states", new float[][] {{0, 1, 2}}))
                .withMessageContaining("found 3 values, expected 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AskedStates(new TeacherLayers(3, 2, List.of(1, 2)), new Lengths(), List.of()))
                .withMessageContaining("found 2 values, expected 4");
    }

    private static Batch batch(TeacherStates states) {
        return Batch.of(List.of("a", "b", "c"), new int[3][0], new int[3]).withTeacherStates(states);
    }

    /** Says how long a text is, and the negative of it. */
    private static final class Lengths implements TextFunction {
        private final List<String> asked = new ArrayList<>();

        @Override
        public String fingerprint() {
            return "lengths";
        }

        @Override
        public int width() {
            return 2;
        }

        @Override
        public float[][] apply(List<String> texts) {
            asked.addAll(texts);
            return texts.stream()
                    .map(text -> new float[] {text.length(), -text.length()})
                    .toArray(float[][]::new);
        }
    }
}

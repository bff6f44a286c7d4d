package org.kd4j.core.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Groups;
import org.kd4j.core.batch.KnownStates;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.objective.TeacherLayers;

class CounterfactualsTest {
    private static final TeacherLayers LAYERS = new TeacherLayers(4, 1, List.of(2));
    private static final Batch RECORDS = Batch.of(
                    List.of("a", "b"), new int[][] {{1, 2, 3}, {4, 5, 6, 7}}, new int[] {1, 0})
            .withTeacher(new float[2][2])
            .withTeacherStates(new KnownStates(LAYERS, "factual", new float[2][1]))
            .withGroups(new Groups(List.of("g"), new int[][] {{}, {0}}));

    /** Says a text's sum and the intervention's layer, 0 without one. */
    private static final class Sums implements CounterfactualTeacher {
        private final boolean stateful;
        private final List<Optional<Interchange>> asked = new ArrayList<>();

        private Sums(boolean stateful) {
            this.stateful = stateful;
        }

        @Override
        public String fingerprint() {
            return "sums";
        }

        @Override
        public Optional<TeacherLayers> layers() {
            return stateful ? Optional.of(LAYERS) : Optional.empty();
        }

        @Override
        public Answers answer(int[][] tokens, Optional<Interchange> interchange) {
            asked.add(interchange);
            float[][] logits = new float[tokens.length][];
            float[][] states = new float[tokens.length][];
            for (int row = 0; row < tokens.length; row++) {
                float sum = IntStream.of(tokens[row]).sum();
                logits[row] =
                        new float[] {sum, interchange.map(Interchange::layer).orElse(0)};
                states[row] = new float[] {-sum};
            }
            return new Answers(logits, stateful ? Optional.of(states) : Optional.empty());
        }
    }

    @Test
    void theTeacherIsAskedOfItsOwnBlockAndTheStudentKeepsItsTexts() {
        Sums teacher = new Sums(true);
        Counterfactuals.Drawn drawn = new Counterfactuals(sampler(Level.STATES), teacher).draw(RECORDS, 3);

        Interchange asked = teacher.asked.get(0).orElseThrow();
        assertThat(teacher.asked).hasSize(1);
        assertThat(asked.layer()).isEqualTo(4);
        assertThat(asked.columns()).isEqualTo(Columns.all(8));
        Interchange own = drawn.interchange().orElseThrow();
        assertThat(own.layer()).isEqualTo(2);
        assertThat(own.columns()).isEqualTo(Columns.all(6));
        assertThat(own.exchanges()).isEqualTo(asked.exchanges());
        assertThat(drawn.batch().ids()).isEqualTo(RECORDS.ids());
        assertThat(drawn.batch().tokens()).isEqualTo(RECORDS.tokens());
        assertThat(drawn.batch().labels()).isEqualTo(RECORDS.labels());
        assertThat(drawn.batch().groups()).isEqualTo(RECORDS.groups());
        assertThat(drawn.batch().teacherLogits()).isDeepEqualTo(new float[][] {{6, 4}, {22, 4}});
        assertThat(drawn.batch().teacherStates().of(0, 1)).isDeepEqualTo(new float[][] {{-6}, {-22}});
        assertThat(drawn.batch().teacherStates().fingerprint()).isEqualTo("sums");
        assertThat(RECORDS.teacherLogits()).isDeepEqualTo(new float[2][2]);
    }

    /** All three of the shorter text, for the only or the last three of the longer: sums 4 + 5 + 6 or 5 + 6 + 7. */
    @Test
    void withTokensExchangedBothReadTheNewTexts() {
        Sums teacher = new Sums(true);
        Counterfactuals.Drawn drawn = new Counterfactuals(sampler(Level.TOKENS), teacher).draw(RECORDS, 3);

        assertThat(teacher.asked).containsExactly(Optional.empty());
        assertThat(drawn.interchange()).isEmpty();
        float[][] first = {{15, 0}, {13, 0}};
        float[][] last = {{18, 0}, {10, 0}};
        int[][] tokens = drawn.batch().tokens();
        boolean fromStart = tokens[0][0] == 4;
        assertThat(tokens)
                .isDeepEqualTo(
                        fromStart ? new int[][] {{4, 5, 6}, {1, 2, 3, 7}} : new int[][] {{5, 6, 7}, {4, 1, 2, 3}});
        assertThat(drawn.batch().teacherLogits()).isDeepEqualTo(fromStart ? first : last);
        assertThat(drawn.batch().teacherStates().of(1)[0][0])
                .isEqualTo(-drawn.batch().teacherLogits()[1][0]);
    }

    /** Rather than the text's own, which would not be those of the counterfactual. */
    @Test
    void hasNoStatesOfATeacherThatSaysNone() {
        for (Level level : Level.values()) {
            Counterfactuals.Drawn drawn = new Counterfactuals(sampler(level), new Sums(false)).draw(RECORDS, 0);
            assertThat(drawn.batch().hasTeacherStates()).isFalse();
        }
    }

    private static InterventionSampler sampler(Level level) {
        Alignment alignment = new Alignment(2, 4, Columns.all(6), Columns.all(8));
        return new InterventionSampler(List.of(alignment), new Spans(1, true, true), Pairs.DRAWN, level, 1);
    }
}

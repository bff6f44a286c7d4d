package org.kd4j.models.annotator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.LogitRegression;
import org.kd4j.core.objective.Reduction;
import org.kd4j.models.student.FastTextLinear;
import org.kd4j.models.student.FastTextSettings;
import org.kd4j.models.student.TextTask;

/** A linear student of ann and bob, with three classes. */
class PanelStudentTest {
    private static final Annotators PEOPLE = Annotators.of(List.of("ann", "bob"));
    private static final int[][] TOKENS = {{2, 3}, {4}};

    private final FastTextLinear network = network(6);
    private final PanelStudent student = new PanelStudent(network, PEOPLE);

    private static FastTextLinear network(int logits) {
        return FastTextLinear.create(new FastTextSettings(new TextTask(5, 0, 4, logits), 7), 3);
    }

    @AfterEach
    void close() {
        student.close();
    }

    /** They disagree, whatever they say together. */
    private double learn() {
        float[][] teacher = {{3, 0, 0, 0, 0, 3}, {0, 2, 0, 0, 2, 0}};
        Batch batch = Batch.of(List.of("a", "b"), TOKENS, new int[] {0, 1}).withTeacher(teacher);
        double loss = 0;
        for (int step = 0; step < 3000; step++) {
            loss = student.learn(batch, new LogitRegression(0, 1, Reduction.MEAN), 0.3);
        }
        return loss;
    }

    @Test
    void learnsWhatEachAnnotatorSays() {
        assertThat(learn()).isLessThan(1e-3);
        float[][][] answers = student.logits(TOKENS, new int[][] {{1, 2}, {2, 1}});
        assertThat(answers[0][0]).containsExactly(new float[] {3, 0, 0}, within(0.1f));
        assertThat(answers[0][1]).containsExactly(new float[] {0, 0, 3}, within(0.1f));
        assertThat(answers[1][0]).containsExactly(new float[] {0, 2, 0}, within(0.1f));
    }

    /** By hand, from the logits of the network. */
    @Test
    void saysTheMeanOfTheirProbabilities() {
        learn();
        float[] row = network.logits(TOKENS)[0];
        double ann = Math.exp(row[0]) + Math.exp(row[1]) + Math.exp(row[2]);
        double bob = Math.exp(row[3]) + Math.exp(row[4]) + Math.exp(row[5]);
        float[] together = student.logits(TOKENS)[0];
        assertThat(together).hasSize(3);
        for (int c = 0; c < 3; c++) {
            assertThat(Math.exp(together[c]))
                    .isCloseTo(Math.exp(row[c]) / ann / 2 + Math.exp(row[3 + c]) / bob / 2, within(1e-6));
        }
    }

    @Test
    void knowsPeopleByTheirNamesAndAnswersStrangersForAll() {
        learn();
        Annotators others = Annotators.of(List.of("zoe", "bob", "ann"));
        float[][][] answers = student.logits(TOKENS, new int[][] {{0, 1, 2, 3}, {}}, others);
        float[][] own = student.logits(TOKENS, new int[][] {{1, 2}, {}})[0];
        float[] together = student.logits(TOKENS)[0];
        assertThat(answers[0]).isDeepEqualTo(new float[][] {together, together, own[1], own[0]});
        assertThat(answers[1]).isEmpty();
    }

    @Test
    void isAStudentOfTheClassesOfOne() {
        assertThat(student.classes()).isEqualTo(3);
        assertThat(student.parameters()).isEqualTo(network.parameters());
        assertThat(student.annotators()).isEqualTo(PEOPLE);
    }

    /** As many texts as it holds the logits of at a time, and one more. */
    @Test
    void answersManyTextsAsOne() {
        learn();
        int[][] many = new int[257][];
        Arrays.fill(many, TOKENS[0]);
        many[256] = TOKENS[1];
        float[][] answers = student.logits(many);
        assertThat(answers[0]).isEqualTo(student.logits(TOKENS)[0]);
        assertThat(answers[256]).isEqualTo(student.logits(TOKENS)[1]);
        assertThat(answers[0]).isNotEqualTo(answers[256]);
    }

    /** The network has more logits than there are classes. */
    @Test
    void refusesLabelsThatNobodyCouldGive() {
        Batch batch = Batch.of(List.of("a"), new int[][] {{2}}, new int[] {3}).withTeacher(new float[1][6]);
        assertThatThrownBy(() -> student.learn(batch, new LogitRegression(0.5, 0.5, Reduction.MEAN), 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 3, expected 0 to 2");
    }

    @Test
    void needsAsManyLogitsForEach() {
        try (FastTextLinear five = network(5)) {
            assertThatThrownBy(() -> new PanelStudent(five, PEOPLE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 5 for 2 annotators");
        }
        assertThatThrownBy(() -> new PanelStudent(network, Annotators.of(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for 0 annotators");
    }
}

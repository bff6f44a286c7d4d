package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two annotators and three classes. */
class EachAnnotatorTest {
    private static final double[] STUDENT = {0.3, -0.2, 0.1, 1.5, 0.4, -0.9};
    private static final double[] TEACHER = {1.1, 0.2, -0.4, -0.3, 0.9, 0.5};
    private static final int LABEL = 1;

    static Stream<Objective> objectives() {
        return Stream.of(
                new HardLabels(),
                Hinton.of(2, 0.7),
                new Hinton(3, 0, 1, Reduction.MEAN),
                new LogitRegression(0.4, 0.6, Reduction.MEAN),
                new LogitRegression(0, 1, Reduction.BATCHMEAN));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void gradientIsTheSlopeOfTheLoss(Objective each) {
        Objective objective = new EachAnnotator(each, 2);
        double[] gradient = new double[6];
        objective.loss(STUDENT, TEACHER, LABEL, gradient);
        double step = 1e-5;
        for (int i = 0; i < 6; i++) {
            double[] up = STUDENT.clone();
            double[] down = STUDENT.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (objective.loss(up, TEACHER, LABEL, new double[6])
                            - objective.loss(down, TEACHER, LABEL, new double[6]))
                    / (2 * step);
            assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void termsAddUpToTheLoss(Objective each) {
        double[] terms = new double[each.terms().size()];
        double loss = new EachAnnotator(each, 2).loss(STUDENT, TEACHER, LABEL, new double[6], terms);
        double sum = 0;
        for (double term : terms) {
            sum += term;
        }
        assertThat(sum).isCloseTo(loss, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void ofOneAnnotatorIsTheObjectiveItself(Objective each) {
        double[] some = {0.3, -0.2, 0.1};
        double[] others = {1.1, 0.2, -0.4};
        double[] gradient = new double[3];
        double[] expected = new double[3];
        assertThat(new EachAnnotator(each, 1).loss(some, others, LABEL, gradient))
                .isEqualTo(each.loss(some, others, LABEL, expected));
        assertThat(gradient).isEqualTo(expected);
    }

    /** The mean over the classes, and then over the annotators, is the mean over all logits. */
    @Test
    void regressionIsTheMeanSquareOverAllLogits() {
        double squares = 0;
        for (int i = 0; i < 6; i++) {
            squares += (STUDENT[i] - TEACHER[i]) * (STUDENT[i] - TEACHER[i]);
        }
        Objective objective = new EachAnnotator(new LogitRegression(0, 1, Reduction.MEAN), 2);
        assertThat(objective.loss(STUDENT, TEACHER, LABEL, new double[6])).isCloseTo(squares / 6, within(1e-12));
    }

    /** By hand: each annotator's distribution is one of its own. */
    @Test
    void softTargetsAreEachAnnotatorsOwn() {
        double divergence = 0;
        for (int from = 0; from < 6; from += 3) {
            double students = 0;
            double teachers = 0;
            for (int c = from; c < from + 3; c++) {
                students += Math.exp(STUDENT[c] / 2);
                teachers += Math.exp(TEACHER[c] / 2);
            }
            for (int c = from; c < from + 3; c++) {
                double p = Math.exp(TEACHER[c] / 2) / teachers;
                divergence += p * Math.log(p / (Math.exp(STUDENT[c] / 2) / students));
            }
        }
        Objective objective = new EachAnnotator(Hinton.of(2, 1), 2);
        assertThat(objective.loss(STUDENT, TEACHER, LABEL, new double[6])).isCloseTo(4 * divergence / 2, within(1e-12));
    }

    @Test
    void refusesNobodyAndObjectivesOverMoreThanLogits() {
        assertThatThrownBy(() -> new EachAnnotator(new HardLabels(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 0, expected 1 or more");
        Objective individual = new IndividualLabels(IndividualLabels.Averaging.ITEMS);
        assertThatThrownBy(() -> new EachAnnotator(individual, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}

package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.seed.Seeds;

class HiddenStateMatchingTest {
    private static final int LAYERS = 3;
    private static final int WIDTH = 4;

    @ParameterizedTest
    @CsvSource({"true, MEAN", "true, BATCHMEAN", "false, MEAN", "false, BATCHMEAN"})
    void hasTheGradientOfItsLoss(boolean normalize, Reduction reduction) {
        HiddenStateMatching matching = new HiddenStateMatching(2.5, normalize, reduction);
        double[] student = random("student");
        double[] teacher = random("teacher");
        double[] gradient = new double[LAYERS * WIDTH];
        matching.loss(student, teacher, LAYERS, gradient);
        double h = 1e-5;
        for (int i = 0; i < student.length; i++) {
            double before = student[i];
            student[i] = before + h;
            double above = matching.loss(student, teacher, LAYERS, new double[gradient.length]);
            student[i] = before - h;
            double below = matching.loss(student, teacher, LAYERS, new double[gradient.length]);
            student[i] = before;
            assertThat(gradient[i]).as("state %d", i).isCloseTo((above - below) / (2 * h), within(1e-8));
        }
    }

    /** |3,4| = 5 and |0,2| = 2: (0.6 - 0)² + (0.8 - 1)² = 0.4, and 9 + 4 as they are. */
    @Test
    void isWhatAHandReckons() {
        double[] student = {3, 4};
        double[] teacher = {0, 2};

        assertThat(loss(new HiddenStateMatching(1, true, Reduction.BATCHMEAN), student, teacher))
                .isCloseTo(0.4, within(1e-15));
        assertThat(loss(HiddenStateMatching.of(10, true), student, teacher)).isCloseTo(2.0, within(1e-14));
        assertThat(loss(HiddenStateMatching.of(10, false), student, teacher)).isCloseTo(65.0, within(1e-14));
    }

    /** The code's beta is the paper's times layers and width. */
    @Test
    void turnsOnePublishedWeightIntoTheOther() {
        double[] student = random("student");
        double[] teacher = random("teacher");
        double code = HiddenStateMatching.of(100, true).loss(student, teacher, LAYERS, new double[LAYERS * WIDTH]);
        double paper = new HiddenStateMatching(100.0 / (LAYERS * WIDTH), true, Reduction.BATCHMEAN)
                .loss(student, teacher, LAYERS, new double[LAYERS * WIDTH]);

        assertThat(code).isCloseTo(paper, within(1e-12));
    }

    @Test
    void takesStatesOfNoLengthAsNoDirection() {
        HiddenStateMatching matching = new HiddenStateMatching(1, true, Reduction.BATCHMEAN);
        double[] gradient = {7, 7};

        assertThat(matching.loss(new double[2], new double[] {0, 2}, 1, gradient))
                .isEqualTo(1.0);
        assertThat(gradient).containsExactly(new double[2], within(0.0));
        assertThat(matching.loss(new double[2], new double[2], 1, gradient)).isZero();
        assertThat(matching.loss(new double[] {3, 4}, new double[2], 1, gradient))
                .isCloseTo(1.0, within(1e-15));
        assertThat(gradient).containsExactly(new double[2], within(1e-15));
    }

    @Test
    void heedsDirectionsOnlyWhenNormalised() {
        double[] student = random("student");
        double[] doubled = Arrays.stream(student).map(x -> 2 * x).toArray();

        assertThat(loss(HiddenStateMatching.of(1, true), student, doubled)).isCloseTo(0, within(1e-15));
        assertThat(loss(HiddenStateMatching.of(1, false), student, doubled)).isGreaterThan(0.1);
    }

    @Test
    void staysNoNumberWhereAStateIsNone() {
        for (boolean normalize : new boolean[] {true, false}) {
            assertThat(loss(HiddenStateMatching.of(1, normalize), new double[] {Double.NaN, 1}, new double[] {1, 1}))
                    .isNaN();
        }
    }

    @Test
    void rejectsWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HiddenStateMatching.of(-1, true))
                .withMessageContaining("found -1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> HiddenStateMatching.of(Double.NaN, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HiddenStateMatching.of(1, true).loss(new double[4], new double[6], 2, new double[4]))
                .withMessageContaining("6 of the teacher");
    }

    private static double loss(HiddenStateMatching matching, double[] student, double[] teacher) {
        return matching.loss(student, teacher, 1, new double[student.length]);
    }

    private static double[] random(String purpose) {
        return Seeds.stream(12, purpose, 0).doubles(LAYERS * WIDTH, -3, 3).toArray();
    }
}

package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.seed.Seeds;

/** Laws that hold for every objective, whatever the numbers. */
class ObjectiveTest {
    static List<Objective> objectives() {
        return List.of(
                new HardLabels(),
                Hinton.of(2, 0.9),
                new Hinton(5, 1.0, 0.3, Reduction.MEAN),
                new LogitRegression(0.3, 0.7, Reduction.MEAN),
                new LogitRegression(0, 1, Reduction.BATCHMEAN),
                new Pkd(Hinton.of(2, 0.5), HiddenStateMatching.of(10, true), new LayerMap.Last()));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void hasTheGradientOfItsLoss(Objective objective) {
        double[] z = random("student", 4);
        double[] t = random("teacher", 4);
        double[] gradient = new double[4];
        objective.loss(z, t, 2, gradient);
        double h = 1e-5;
        for (int c = 0; c < z.length; c++) {
            double z0 = z[c];
            z[c] = z0 + h;
            double above = objective.loss(z, t, 2, new double[4]);
            z[c] = z0 - h;
            double below = objective.loss(z, t, 2, new double[4]);
            z[c] = z0;
            assertThat(gradient[c]).isCloseTo((above - below) / (2 * h), within(1e-8));
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void addsItsTermsToThoseThatAreThere(Objective objective) {
        double[] z = random("student", 4);
        double[] t = random("teacher", 4);
        double[] terms = new double[objective.terms().size()];

        double loss = objective.loss(z, t, 2, new double[4], terms);
        assertThat(Arrays.stream(terms).sum()).isCloseTo(loss, within(1e-12));
        double[] once = terms.clone();
        objective.loss(z, t, 2, new double[4], terms);
        assertThat(terms)
                .containsExactly(Arrays.stream(once).map(term -> 2 * term).toArray(), within(1e-12));
    }

    @Test
    void tellsWhichTermIsNoNumber() {
        double[] hinton = new double[2];
        Hinton.of(2, 0.9).loss(new double[] {1, 2}, new double[] {Double.NaN, 0}, 1, new double[2], hinton);

        assertThat(hinton[0]).isCloseTo(0.1 * Math.log(1 + Math.exp(-1)), within(1e-12));
        assertThat(hinton[1]).isNaN();
    }

    @Test
    void teachesLabelsOnlyAtAlphaZero() {
        double[] z = random("student", 3);
        double[] t = random("teacher", 3);

        assertThat(Hinton.of(4, 0).loss(z, t, 1, new double[3]))
                .isCloseTo(new HardLabels().loss(z, null, 1, new double[3]), within(1e-12));
    }

    @Test
    void isZeroWhereStudentAndTeacherDifferByAConstant() {
        double[] z = {1.0, -2.0, 0.5};
        double[] t = {11.0, 8.0, 10.5};
        double[] gradient = new double[3];

        assertThat(Hinton.of(3, 1).loss(z, t, 0, gradient)).isCloseTo(0.0, within(1e-12));
        assertThat(gradient).containsExactly(new double[3], within(1e-12));
    }

    @Test
    void approachesRegressionOfCentredLogitsAtHighTemperature() {
        double[] z = {1.0, -2.0, 1.0};
        double[] t = {0.5, 1.5, -2.0};
        double squares = 0.25 + 12.25 + 9.0;

        assertThat(Hinton.of(1e4, 1).loss(z, t, 0, new double[3])).isCloseTo(squares / (2 * 3), within(1e-3));
    }

    @Test
    void staysFiniteWhereProbabilitiesUnderflow() {
        double[] gradient = new double[2];

        assertThat(Hinton.of(1, 1).loss(new double[] {1e4, -1e4}, new double[] {-1e4, 1e4}, 0, gradient))
                .isEqualTo(2e4);
        assertThat(gradient).containsExactly(1.0, -1.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void rejectsTemperaturesThatAreNotPositive(double temperature) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hinton.of(temperature, 0.5))
                .withMessageContaining("temperature");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void rejectsWeightsBelowZero(double alpha) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hinton.of(2, alpha))
                .withMessageContaining("Weight");
    }

    @Test
    void rejectsObjectivesThatTeachNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogitRegression(0, 0, Reduction.MEAN))
                .withMessageContaining("at least one");
    }

    private static double[] random(String purpose, int n) {
        SplittableRandom random = Seeds.stream(11, purpose, 0);
        return random.doubles(n, -3, 3).toArray();
    }
}

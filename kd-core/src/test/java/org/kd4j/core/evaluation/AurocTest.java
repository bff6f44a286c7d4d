package org.kd4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AurocTest {
    @Test
    void countsPairsInTheRightOrder() {
        // Of the pairs (0.35, 0.1), (0.35, 0.4), (0.8, 0.1), (0.8, 0.4), three are in order.
        assertThat(auroc(new boolean[] {false, false, true, true}, new double[] {0.1, 0.4, 0.35, 0.8}))
                .hasValue(0.75);
    }

    @Test
    void agreesWithAllPairsOfManyEqualScores() {
        Random random = new Random(5);
        for (int n : new int[] {2, 3, 17, 200}) {
            boolean[] positive = new boolean[n];
            double[] scores = new double[n];
            for (int i = 0; i < n; i++) {
                positive[i] = i == 0 || i > 1 && random.nextInt(3) == 0;
                scores[i] = random.nextInt(5) / 4.0;
            }
            assertThat(auroc(positive, scores).getAsDouble()).isCloseTo(pairs(positive, scores), within(1e-12));
        }
    }

    @Test
    void takesEitherZeroForTheSameScore() {
        assertThat(auroc(new boolean[] {true, false}, new double[] {-0.0, 0.0})).hasValue(0.5);
        assertThat(auroc(new boolean[] {true, false}, new double[] {0.0, -0.0})).hasValue(0.5);
    }

    @Test
    void isUndefinedForOneClass() {
        assertThat(auroc(new boolean[] {true, true}, new double[] {0.1, 0.2})).isEmpty();
        assertThat(auroc(new boolean[] {false}, new double[] {0.1})).isEmpty();
        assertThat(auroc(new boolean[0], new double[0])).isEmpty();
    }

    @Test
    void countsMorePairsThanAnIntHolds() {
        int n = 200_000;
        boolean[] positive = new boolean[n];
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            positive[i] = i % 2 == 0;
            scores[i] = positive[i] ? 1 : 0;
        }

        assertThat(auroc(positive, scores)).hasValue(1.0);
    }

    @Test
    void refusesWhatHasNoOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> auroc(new boolean[] {true, false}, new double[] {0.5, Double.NaN}))
                .withMessageContaining("record 1: found NaN");
    }

    @Test
    void leavesOutWhatDoesNotCount() {
        boolean[] positive = {true, false, true, false};
        double[] scores = {0.3, 0.3, 0.1, 0.2};
        int[] order = Auroc.order(scores);

        // Of rows 0, 2 and 3: 0.3 and 0.1 against 0.2.
        assertThat(Auroc.of(row -> positive[row], scores, order, row -> row != 1))
                .hasValue(0.5);
        assertThat(Auroc.of(row -> positive[row], scores, order, row -> row < 2))
                .hasValue(0.5);
        assertThat(Auroc.of(row -> positive[row], scores, order, row -> row != 2))
                .hasValue(0.75);
    }

    private static OptionalDouble auroc(boolean[] positive, double[] scores) {
        return Auroc.of(row -> positive[row], scores, Auroc.order(scores), row -> true);
    }

    private static double pairs(boolean[] positive, double[] scores) {
        double inOrder = 0;
        int pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] && !positive[j]) {
                    inOrder += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return inOrder / pairs;
    }
}

package org.kd4j.arbiter.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.SoftLabelMetrics;

/** Four records, three of class 0, of which people said 0 with these shares. */
class ChoiceTest {
    private static final int[] LABELS = {0, 0, 0, 1};
    private static final double[][] SHARES = {{0.6, 0.4}, {0.6, 0.4}, {0.6, 0.4}, {0.4, 0.6}};

    /** Says 0 of all: three are right, and F1 is 6/7 and 0. */
    private static final TrialResult COMMON = trial(0, 0.9, 0.9, 0.9, 0.9);

    /** Finds the rare one and loses two others: F1 is 1/2 and 1/2. */
    private static final TrialResult RARE = trial(1, 0.9, 0.1, 0.1, 0.1);

    /** Hardly says anything, as people did: the one record of class 1 is wrong, and one more. */
    private static final TrialResult UNSURE = trial(2, 0.6, 0.6, 0.45, 0.52);

    /** Surer than the first, with the same answers. */
    private static final TrialResult SURE = trial(3, 0.99, 0.99, 0.99, 0.99);

    private static TrialResult trial(int number, double... first) {
        double[][] probabilities = new double[4][];
        for (int i = 0; i < 4; i++) {
            probabilities[i] = new double[] {first[i], 1 - first[i]};
        }
        Scores dev =
                new Scores(Metrics.of(LABELS, probabilities), 1).withSoft(SoftLabelMetrics.of(SHARES, probabilities));
        return new TrialResult(number, false, Map.of(), 1, TrialResult.State.DONE, dev, null, 1, 1, null);
    }

    @ParameterizedTest
    @CsvSource({"ACCURACY, 0 3 2 1", "MACRO_F1, 1 0 3 2", "LOG_LOSS, 2 0 3 1", "SOFT_CE, 2 0 1 3"})
    void theBestIsFirst(Choice choice, String order) {
        List<Integer> found = Stream.of(SURE, UNSURE, RARE, COMMON)
                .sorted(choice.bestFirst())
                .map(TrialResult::number)
                .toList();
        assertThat(found)
                .containsExactlyElementsOf(
                        Stream.of(order.split(" ")).map(Integer::valueOf).toList());
    }

    @Test
    void aSmallerLossIsWorthMore() {
        double loss = -(3 * Math.log(0.9) + Math.log(0.1)) / 4;
        assertThat(Choice.LOG_LOSS.value(COMMON.dev())).isCloseTo(loss, within(1e-12));
        assertThat(Choice.LOG_LOSS.worth(COMMON.dev())).isCloseTo(-loss, within(1e-12));
        assertThat(Choice.ACCURACY.worth(COMMON.dev())).isEqualTo(0.75);
    }

    @Test
    void theEarlierOfEqualsIsFirst() {
        TrialResult twin = trial(7, 0.9, 0.9, 0.9, 0.9);
        assertThat(Choice.MACRO_F1.bestFirst().compare(COMMON, twin)).isNegative();
    }
}

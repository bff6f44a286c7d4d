package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kd4j.core.annotation.Annotations;

/** Balanced weights as sklearn.utils.class_weight.compute_class_weight has them, by hand. */
class LabelWeightsTest {
    /** Annotator 1: 0 0 1; annotator 2: 0. */
    private static final Annotations GIVEN =
            new Annotations(new int[][] {{1, 2}, {1}, {1}}, new int[][] {{0, 0}, {0}, {1}});

    @Test
    void areOneWhereNobodyAsks() {
        assertThat(LabelWeights.none().of(5, 2)).isEqualTo(1);
    }

    /** 4 labels of 2 classes, 3 and 1: 4/(2·3) and 4/(2·1). */
    @Test
    void balanceAllLabels() {
        LabelWeights weights = LabelWeights.balanced(GIVEN, 2);

        assertThat(weights.of(1, 0)).isEqualTo(2 / 3.0);
        assertThat(weights.of(2, 1)).isEqualTo(2);
    }

    /** Of annotator 1 3/(2·2) and 3/(2·1); annotator 2 gave one class only. */
    @Test
    void balanceEachAnnotatorsOwn() {
        LabelWeights weights = LabelWeights.balancedEach(GIVEN, 3, 2);

        assertThat(weights.rows().get(1)).isEqualTo(List.of(0.75, 1.5));
        assertThat(weights.rows().get(2)).isEqualTo(List.of(0.5, 0.0));
        assertThat(weights.rows().get(0)).isEqualTo(List.of(0.0, 0.0));
    }
}

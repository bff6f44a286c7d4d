package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WeightHistogramTest {
    @Test
    void countsEachWeightInTheBinThatHoldsIt() {
        WeightHistogram histogram = WeightHistogram.EMPTY
                .with(0, 0, 1, Math.nextUp(1.0), 1.25, 1.26, 1.75, 2)
                .with(2.5, 4, 7, 16, 17, 64, 65, 1e30);
        assertThat(WeightHistogram.BINS).hasSize(11);
        assertThat(histogram.counts()).containsExactly(2L, 1L, 2L, 1L, 1L, 1L, 2L, 1L, 1L, 2L, 2L);
        assertThat(WeightHistogram.EMPTY.counts()).hasSize(11).containsOnly(0L);
    }

    @Test
    void hasOneCountABin() {
        assertThatThrownBy(() -> new WeightHistogram(List.of(1L)))
                .hasMessage("counts of weights: found [1], expected 11 numbers ≥ 0");
    }
}

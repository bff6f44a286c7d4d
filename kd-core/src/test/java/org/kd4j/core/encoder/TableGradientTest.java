package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableGradientTest {

    /** By hand: row 5 is read twice, rows 0 and 2 once, and what is in the gradient already stays. */
    @Test
    void addsUpTheTokensThatReadARow() {
        TableGradient sums = TableGradient.of(new int[] {5, 0, 5, 2});
        assertThat(sums.rows()).containsExactly(0, 2, 5);
        try (NativeFloats deltas = new NativeFloats(8);
                NativeFloats gradient = new NativeFloats(12);
                TrainingWorkspace workspace = new TrainingWorkspace()) {
            deltas.put(0, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, 8);
            gradient.put(0, new float[] {1, 0, 9, 9, 0, 0, 9, 9, 9, 9, 0, 1}, 0, 12);
            for (int i = 0; i < sums.size(); i++) {
                sums.add(workspace, i, deltas, gradient, 2);
            }
            float[] found = new float[12];
            gradient.get(0, found, 0, 12);
            assertThat(found).containsExactly(4, 4, 9, 9, 7, 8, 9, 9, 9, 9, 6, 9);
        }
    }

    @Test
    void nothingReadIsNothingToAdd() {
        TableGradient none = TableGradient.of(new int[0]);
        assertThat(none.size()).isZero();
        assertThat(none.rows()).isEmpty();
    }
}

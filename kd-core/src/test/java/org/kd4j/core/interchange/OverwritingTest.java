package org.kd4j.core.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.kd4j.core.encoder.EncoderInput;

class OverwritingTest {
    /** Two records of two tokens each, the second token of the second being padding. */
    private static final EncoderInput BASE =
            new EncoderInput(new long[2][2], Optional.of(new long[][] {{1, 1}, {1, 0}}), Optional.empty());
    /** One record of three tokens, the last being padding. */
    private static final EncoderInput SOURCE =
            new EncoderInput(new long[1][3], Optional.of(new long[][] {{1, 1, 0}}), Optional.empty());

    private static final float[] BASE_STATE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    private static final float[] SOURCE_STATE = {-1, -2, -3, -4, -5, -6, -7, -8, -9};

    private static Overwriting of(Columns columns, Exchange... exchanges) {
        return Overwriting.of(new Interchange(1, columns, List.of(exchanges)), BASE, SOURCE, 3);
    }

    private static Exchange exchange(int base, int[] to, int... from) {
        return new Exchange(base, 0, to, from);
    }

    @Test
    void overwritesColumnsOfTokensAndSendsTheirGradientToTheSource() {
        Overwriting swap = of(new Columns(1, 3), exchange(0, new int[] {1, 0}, 0, 1), exchange(1, new int[] {0}, 1));
        assertThat(swap.overwritten(BASE_STATE, SOURCE_STATE))
                .containsExactly(1, -5, -6, 4, -2, -3, 7, -5, -6, 10, 11, 12);
        assertThat(swap.toBase(BASE_STATE)).containsExactly(1, 0, 0, 4, 0, 0, 7, 0, 0, 10, 11, 12);
        assertThat(swap.toSource(BASE_STATE)).containsExactly(0, 5, 6, 0, 2 + 8, 3 + 9, 0, 0, 0);
        assertThat(swap.baseRows()).containsExactly(1, 0, 2);
        assertThat(swap.sourceRows()).containsExactly(0, 1, 1);
    }

    @Test
    void exchangesNothingForPadding() {
        Overwriting swap = of(Columns.all(3), exchange(1, new int[] {1}, 0), exchange(0, new int[] {1}, 2));
        assertThat(swap.overwritten(BASE_STATE, SOURCE_STATE)).containsExactly(BASE_STATE);
        assertThat(swap.toBase(BASE_STATE)).containsExactly(BASE_STATE);
        assertThat(swap.toSource(BASE_STATE)).containsOnly(0f);
        assertThat(swap.baseRows()).isEmpty();
    }

    @Test
    void headsAreEqualPartsOfTheColumns() {
        assertThat(Columns.ofHeads(0, 12, 12, 768)).isEqualTo(Columns.all(768));
        assertThat(Columns.ofHeads(3, 4, 12, 768)).isEqualTo(new Columns(192, 256));
        assertRefused(() -> Columns.ofHeads(0, 1, 5, 12), "5 heads on 12 columns");
        assertRefused(() -> Columns.ofHeads(3, 5, 4, 12), "found heads 3 to 5, expected one or more of 0 to 4");
        assertRefused(() -> new Columns(3, 3), "found 3 to 3");
    }

    @Test
    void saysWhatThereIsNot() {
        Columns all = Columns.all(3);
        assertRefused(
                () -> of(all, exchange(0, new int[] {2}, 0)), "found position 2 of base record 0, expected 0 to 1");
        assertRefused(() -> of(all, exchange(0, new int[] {0}, 3)), "found position 3 of source record 0");
        assertRefused(() -> of(all, exchange(2, new int[] {0}, 0)), "found base record 2, expected 0 to 1");
        assertRefused(
                () -> of(all, new Exchange(0, 1, new int[] {0}, new int[] {0})),
                "found source record 1, expected 0 to 0");
        assertRefused(() -> of(Columns.all(4), exchange(0, new int[] {0}, 0)), "expected columns of 3");
        assertRefused(() -> exchange(0, new int[] {0, 1}, 0), "found 2 positions that are overwritten and 1");
        assertRefused(() -> exchange(0, new int[] {1, 1}, 0, 1), "found positions [1, 1], expected each once");
        assertRefused(() -> exchange(-1, new int[] {0}, 0), "found records -1 and 0");
        assertRefused(
                () -> of(all, exchange(0, new int[] {0}, 0), exchange(0, new int[] {1}, 0)),
                "found base record 0 twice");
        assertRefused(() -> new Interchange(-1, all, List.of()), "found layer -1");
        Overwriting swap = of(all, exchange(0, new int[] {0}, 0));
        assertRefused(() -> swap.overwritten(SOURCE_STATE, SOURCE_STATE), "found 9 values, expected 12");
        assertRefused(() -> swap.toSource(SOURCE_STATE), "found 9 values, expected 12");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}

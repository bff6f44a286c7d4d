package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DimTest {
    private static final Dim BATCH = Dim.named("batch");
    private static final Dim LENGTH = Dim.named("sequence");

    @Test
    void refusesPolynomialsThatNoModelNeeds() {
        Dim sum = Dim.named("a").plus(Dim.named("b")).plus(Dim.ONE);
        assertThatThrownBy(() -> Stream.generate(() -> sum).limit(9).reduce(Dim.ONE, Dim::times))
                .isInstanceOf(Untranslatable.class)
                .hasMessageContaining("a degree above 8");
        Dim many = Stream.iterate(0, i -> i + 1)
                .limit(20)
                .map(i -> Dim.named("d" + i))
                .reduce(Dim.ZERO, Dim::plus);
        assertThatThrownBy(() -> many.times(many).times(many))
                .isInstanceOf(Untranslatable.class)
                .hasMessageContaining("256 terms");
    }

    @Test
    void reckonsLikeNumbers() {
        Dim polynomial = BATCH.times(LENGTH).times(Dim.of(3)).minus(LENGTH).plus(Dim.of(7));
        assertThat(polynomial.at(Map.of("batch", 4L, "sequence", 5L))).isEqualTo(3 * 4 * 5 - 5 + 7);
    }

    @Test
    void isEqualHoweverItWasMade() {
        assertThat(BATCH.plus(LENGTH).times(LENGTH))
                .isEqualTo(LENGTH.times(LENGTH).plus(LENGTH.times(BATCH)));
        assertThat(BATCH.minus(BATCH)).isEqualTo(Dim.ZERO);
    }

    @Test
    void dividesWithoutRestOnly() {
        Dim product = BATCH.times(LENGTH).times(Dim.of(6));
        assertThat(product.dividedBy(LENGTH.times(Dim.of(2)))).contains(BATCH.times(Dim.of(3)));
        assertThat(product.dividedBy(LENGTH.times(LENGTH))).isEmpty();
        assertThat(product.dividedBy(Dim.of(4))).isEmpty();
        assertThat(product.dividedBy(BATCH.plus(LENGTH))).isEmpty();
        assertThat(product.dividedBy(Dim.ZERO)).isEmpty();
    }

    @Test
    void hasAValueOnlyWithoutNames() {
        assertThat(LENGTH.plus(Dim.of(2)).minus(LENGTH).value()).isEqualTo(2);
        assertThatThrownBy(LENGTH::value).isInstanceOf(Untranslatable.class).hasMessageContaining("sequence");
    }

    @Test
    void broadcastsEqualSizesAndOnes() {
        Shape hidden = Shape.of(BATCH, LENGTH, Dim.of(8));
        assertThat(hidden.broadcast(Shape.of(1, 8))).isEqualTo(hidden);
        assertThat(Shape.of(BATCH, Dim.ONE, LENGTH).broadcast(Shape.of(LENGTH, Dim.ONE)))
                .isEqualTo(Shape.of(BATCH, LENGTH, LENGTH));
    }

    @Test
    void refusesToBroadcastSizesThatMayDiffer() {
        assertThatThrownBy(() -> Shape.of(BATCH, Dim.of(8)).broadcast(Shape.of(LENGTH, Dim.of(8))))
                .isInstanceOf(Untranslatable.class)
                .hasMessageContaining("[batch, 8] and [sequence, 8]");
    }
}

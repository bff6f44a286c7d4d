package org.kd4j.data.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelScaleTest {
    private static final LabelScale NUMBERS = new LabelScale.Ordinal(List.of());

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "1, 1",
        "01, 1",
        "+1., 1",
        "10, 10",
        "1e1, 10",
        "-0.0, 0",
        "-2.50, -2.5",
        ".5, 0.5",
        "100.00, 100"
    })
    void numbersOfEqualValueAreOneStep(String label, String step) {
        assertThat(NUMBERS.classOf(label)).contains(step);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nan", "NaN", "Infinity", "1,5", "one", "1e999999999", "0x1p3", "1 2", "1d", "."})
    void whatIsNoNumberIsNoStep(String label) {
        assertThat(NUMBERS.classOf(label)).isEmpty();
        assertThat(new LabelScale.Binary(1).classOf(label)).isEmpty();
    }

    @Test
    void ordersStepsByValueAndGivenOnesAsGiven() {
        assertThat(NUMBERS.classes(Set.of("10", "9", "-1", "1.5"))).containsExactly("-1", "1.5", "9", "10");
        LabelScale given = new LabelScale.Ordinal(List.of("low", "mid", "3.0"));
        assertThat(given.classes(Set.of())).containsExactly("low", "mid", "3");
        assertThat(given.classOf("3")).contains("3");
        assertThat(given.classOf("mid")).contains("mid");
        assertThat(given.classOf("2")).isEmpty();
        assertThat(given.expected()).isEqualTo("one of [low, mid, 3]");
    }

    @Test
    void ordersNamesByAlphabetOrAsGiven() {
        LabelScale found = new LabelScale.Nominal(List.of());
        assertThat(found.classes(Set.of("b", "a", "C"))).containsExactly("C", "a", "b");
        assertThat(found.classes(Set.of("10", "9"))).containsExactly("9", "10");
        assertThat(found.classOf("1.0")).contains("1.0");
        assertThat(found.classOf("")).isEmpty();
        LabelScale given = new LabelScale.Nominal(List.of("b", "a"));
        assertThat(given.classes(Set.of("a"))).containsExactly("b", "a");
        assertThat(given.classOf("c")).isEmpty();
    }

    @Test
    void binaryIsOneFromTheThresholdOn() {
        LabelScale toxic = new LabelScale.Binary(2.5);
        assertThat(toxic.classOf("2.5")).contains("1");
        assertThat(toxic.classOf("2.49")).contains("0");
        assertThat(toxic.classOf("-3")).contains("0");
        assertThat(toxic.classes(Set.of("1"))).containsExactly("0", "1");
    }

    @Test
    void refusesGivenClassesThatAreOneOrTheSame() {
        assertThatThrownBy(() -> new LabelScale.Ordinal(List.of("1", "1.0")))
                .hasMessageContaining("found [1, 1], expected none, or at least two, all different");
        assertThatThrownBy(() -> new LabelScale.Nominal(List.of("a"))).hasMessageContaining("at least two");
        assertThatThrownBy(() -> new LabelScale.Binary(Double.NaN)).hasMessageContaining("found NaN");
    }
}

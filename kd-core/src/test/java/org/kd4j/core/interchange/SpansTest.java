package org.kd4j.core.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.seed.Seeds;

class SpansTest {
    private static final int DRAWS = 2000;

    /** The last column by hand: the share of the shorter text's eligible tokens. */
    @ParameterizedTest
    @CsvSource({
        // All tokens are eligible.
        "0.3, true, 0, 0, 0",
        "0.3, true, 0, 9, 0",
        "0.3, true, 1, 9, 1",
        "0.3, true, 2, 2, 1",
        "0.3, true, 10, 12, 3",
        "0.3, true, 128, 19, 5",
        "0.5, true, 7, 7, 3",
        "1, true, 3, 8, 3",
        "0.001, true, 128, 128, 1",
        "0.29, true, 100, 100, 29",
        "0.7, true, 110, 110, 77",
        // The first and the last are not.
        "0.3, false, 0, 9, 0",
        "0.3, false, 1, 9, 0",
        "0.3, false, 2, 9, 0",
        "0.3, false, 3, 9, 1",
        "0.3, false, 12, 12, 3",
        "1, false, 5, 128, 3",
        "1, false, 3, 3, 1",
        "0.5, false, 11, 12, 4"
    })
    void exchangeAShareOfTheShorterTextButOneTokenAtLeast(
            double proportion, boolean special, int one, int other, int count) {
        for (boolean consecutive : new boolean[] {true, false}) {
            Spans spans = new Spans(proportion, consecutive, special);
            SplittableRandom random = Seeds.stream(1, "spans", one);
            for (int draw = 0; draw < 50; draw++) {
                for (Spans.Positions positions :
                        new Spans.Positions[] {spans.draw(one, other, random), spans.draw(other, one, random)}) {
                    assertThat(positions.one()).hasSize(count);
                    assertThat(positions.other()).hasSize(count);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reachEveryEligiblePositionAndNoOther(boolean consecutive) {
        for (boolean special : new boolean[] {true, false}) {
            Spans spans = new Spans(0.4, consecutive, special);
            SplittableRandom random = Seeds.stream(2, "spans", 0);
            Set<Integer> inOne = new TreeSet<>();
            Set<Integer> inOther = new TreeSet<>();
            Set<Integer> starts = new TreeSet<>();
            for (int draw = 0; draw < DRAWS; draw++) {
                Spans.Positions positions = spans.draw(9, 14, random);
                assertOrder(positions.one(), consecutive);
                assertOrder(positions.other(), consecutive);
                IntStream.of(positions.one()).forEach(inOne::add);
                IntStream.of(positions.other()).forEach(inOther::add);
                starts.add(positions.other()[0]);
            }
            int from = special ? 0 : 1;
            assertThat(inOne)
                    .containsExactlyElementsOf(
                            IntStream.range(from, 9 - from).boxed().toList());
            assertThat(inOther)
                    .containsExactlyElementsOf(
                            IntStream.range(from, 14 - from).boxed().toList());
            // Three of 9, or two of 7: any start that leaves room for them.
            int count = special ? 3 : 2;
            assertThat(starts)
                    .containsExactlyElementsOf(
                            IntStream.range(from, 14 - from - count + 1).boxed().toList());
        }
    }

    private static void assertOrder(int[] positions, boolean consecutive) {
        for (int i = 1; i < positions.length; i++) {
            assertThat(positions[i] - positions[i - 1]).isBetween(1, consecutive ? 1 : Integer.MAX_VALUE);
        }
    }

    /** Of 4 scattered among 6 there are 15 choices; each comes as often. */
    @Test
    void scatteredTokensAreChosenEvenly() {
        Spans spans = new Spans(1, false, true);
        int[] counts = new int[64];
        SplittableRandom random = Seeds.stream(3, "spans", 0);
        for (int draw = 0; draw < 15_000; draw++) {
            counts[
                    IntStream.of(spans.draw(4, 6, random).other())
                            .map(position -> 1 << position)
                            .sum()]++;
        }
        assertThat(IntStream.of(counts).filter(count -> count > 0)).hasSize(15);
        // Five standard deviations around 1000.
        assertThat(IntStream.of(counts).filter(count -> count > 0).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void needAProportion(double proportion) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Spans(proportion, true, true))
                .withMessage("proportion: found " + proportion + ", expected a number above 0, up to 1");
    }
}

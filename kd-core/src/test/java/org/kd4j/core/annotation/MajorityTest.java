package org.kd4j.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MajorityTest {
    /** Class 2 is given most often over all items, class 0 least. */
    private static final double[] PRIOR = {1, 3, 5, 3};

    @ParameterizedTest
    @CsvSource({
        "SMALLEST, 0",
        "LARGEST, 3",
        "POSITIVE, 1",
        "PRIOR, 2",
        "DROP, -1",
    })
    void breaksTies(TiePolicy policy, int expected) {
        Majority majority = new Majority(policy, 1, PRIOR, 7);
        int[] tied = {3, 0, 1, 2, 2, 0, 1, 3};
        assertThat(majority.of("x", tied)).isEqualTo(expected < 0 ? OptionalInt.empty() : OptionalInt.of(expected));
        assertThat(majority.of("x", new int[] {3, 1, 3, 0})).hasValue(3);
        assertThat(majority.of("x", new int[0])).isEmpty();
    }

    @Test
    void takesTheLowestWhereThePositiveOneIsNotTiedAndWherePriorsAreEqual() {
        assertThat(new Majority(TiePolicy.POSITIVE, 1, PRIOR, 7).of("x", new int[] {3, 2}))
                .hasValue(2);
        assertThat(new Majority(TiePolicy.PRIOR, 1, PRIOR, 7).of("x", new int[] {3, 1}))
                .hasValue(1);
    }

    @Test
    void drawsBySeedAndId() {
        Set<Integer> drawn = new HashSet<>();
        Majority majority = new Majority(TiePolicy.SEEDED_RANDOM, 1, PRIOR, 7);
        for (int item = 0; item < 60; item++) {
            int label = majority.of("item " + item, new int[] {3, 1}).orElseThrow();
            assertThat(majority.of("item " + item, new int[] {1, 3})).hasValue(label);
            drawn.add(label);
        }
        assertThat(drawn).containsExactlyInAnyOrder(1, 3);
    }

    @Test
    void countsThePrior() {
        Annotations annotations = new Annotations(new int[][] {{1, 2}, {}, {2}}, new int[][] {{0, 2}, {}, {2}});
        assertThat(Majority.of(TiePolicy.PRIOR, annotations, 3, 0).prior()).containsExactly(1, 0, 2);
    }
}

package org.kd4j.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.annotation.Jury.Seats;

class JuryTest {
    /** Numbers 1 to 6; women are 1, 3 and 5, the old 1 and 2. */
    private static final Annotators KNOWN = new Annotators(
            List.of("a", "b", "c", "d", "e", "f"),
            Map.of(
                    "gender", List.of("Woman", "Man", "Woman", "Man", "Woman", "Man"),
                    "age", List.of("old", "old", "young", "young", "", "")));

    @Test
    void readsACompositionAndWritesIt() {
        Jury jury = Jury.parse("gender=Woman:2, work=Sales, office:3,*:1");
        assertThat(jury.seats())
                .containsExactly(
                        new Seats("gender", "Woman", 2), new Seats("work", "Sales, office", 3), new Seats("", "", 1));
        assertThat(jury.size()).isEqualTo(6);
        assertThat(jury.seats()).extracting(Seats::toString).contains("gender=Woman:2", "*:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "gender", "gender=Woman", "=Woman:2", "gender=Woman:0", "gender=Woman:-1", "*:", "*:2,", "12"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Jury.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void seatsWhomTheCompositionNamesAndNobodyTwice() {
        List<int[]> juries = Jury.parse("gender=Woman:2,gender=Man:1,*:2").draw(KNOWN, 400, 7);

        assertThat(juries).hasSize(400);
        int[] seated = new int[7];
        for (int[] jury : juries) {
            assertThat(jury).hasSize(5).doesNotHaveDuplicates();
            assertThat(jury[0]).isIn(1, 3, 5);
            assertThat(jury[1]).isIn(1, 3, 5);
            assertThat(jury[2]).isIn(2, 4, 6);
            seated[jury[0]]++;
            seated[jury[2]]++;
        }
        // 400 draws of one in three: 133 expected, four standard deviations are 38.
        for (int number = 1; number <= 6; number++) {
            assertThat(seated[number]).as("annotator %d", number).isBetween(95, 171);
        }
    }

    @Test
    void drawsTheSameForASeed() {
        Jury jury = Jury.parse("*:3");
        assertThat(jury.draw(KNOWN, 20, 1)).usingRecursiveComparison().isEqualTo(jury.draw(KNOWN, 20, 1));
        assertThat(Arrays.deepEquals(
                        jury.draw(KNOWN, 20, 1).toArray(),
                        jury.draw(KNOWN, 20, 2).toArray()))
                .isFalse();
        // The first juries do not depend on how many follow.
        assertThat(jury.draw(KNOWN, 3, 1))
                .usingRecursiveComparison()
                .isEqualTo(jury.draw(KNOWN, 20, 1).subList(0, 3));
    }

    /** Of the two old ones the woman must not sit for the women: 1 of 3 draws finds a jury at once. */
    @Test
    void findsJuriesWhereGroupsOverlap() {
        for (int[] jury : Jury.parse("gender=Woman:2,age=old:2").draw(KNOWN, 50, 3)) {
            assertThat(jury).containsExactlyInAnyOrder(3, 5, 1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "race=White:1                 | expected an attribute among [age, gender]",
                "gender=Woman:4               | and 3 such annotators, expected as many; values are Man, Woman",
                "gender=woman:1               | and 0 such annotators",
                "*:7                          | and 6 such annotators",
                "gender=Woman:3,age=old:2     | found no jury of [gender=Woman:3, age=old:2] in 1000 draws",
            })
    void saysWhoIsMissing(String composition, String message) {
        assertThatThrownBy(() -> Jury.parse(composition).draw(KNOWN, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** By number: 1 says 0, 2 and 3 say 1, 4 says 0, 5 says 2. */
    @Test
    void countsVerdictsByHand() {
        int[] labels = {9, 0, 1, 1, 0, 2};
        List<int[]> juries = List.of(
                new int[] {1, 2, 3}, // 0 1 1: 1
                new int[] {1, 4, 2}, // 0 0 1: 0
                new int[] {5, 2, 3}, // 2 1 1: 1
                new int[] {1, 2, 5}); // 0 1 2: a tie of all three

        Verdicts hung = Verdicts.of("x", juries, number -> labels[number], majority(TiePolicy.DROP));
        assertThat(hung.shares()).containsExactly(new double[] {0.25, 0.5, 0}, within(1e-12));
        assertThat(hung.hung()).isEqualTo(0.25);

        Verdicts smallest = Verdicts.of("x", juries, number -> labels[number], majority(TiePolicy.SMALLEST));
        assertThat(smallest.shares()).containsExactly(new double[] {0.5, 0.5, 0}, within(1e-12));
        assertThat(smallest.hung()).isZero();

        Verdicts largest = Verdicts.of("x", juries, number -> labels[number], majority(TiePolicy.LARGEST));
        assertThat(largest.shares()).containsExactly(new double[] {0.25, 0.5, 0.25}, within(1e-12));
    }

    private static Majority majority(TiePolicy ties) {
        return new Majority(ties, 2, new double[3], 1);
    }
}

package org.kd4j.core.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;

class InterventionSamplerTest {
    private static final List<Alignment> ALIGNMENTS = List.of(
            new Alignment(1, 2, Columns.all(6), Columns.all(8)),
            new Alignment(2, 4, new Columns(0, 3), new Columns(4, 8)),
            new Alignment(3, 6, Columns.all(6), Columns.all(8)));
    private static final Spans SCATTERED = new Spans(0.5, false, false);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void neighboursAreEachOthersSourceAndTheLastThreeGoRound(int records) {
        int[][] tokens = tokens(records);
        for (Pairs pairs : Pairs.values()) {
            for (long pass = 0; pass < 20; pass++) {
                List<Exchange> exchanges = states(sampler(pairs), ids(records), tokens, pass)
                        .student()
                        .exchanges();
                assertThat(exchanges.stream().map(Exchange::base))
                        .containsExactlyElementsOf(IntStream.range(0, records == 1 ? 0 : records)
                                .boxed()
                                .toList());
                for (Exchange one : exchanges) {
                    assertThat(one.source()).isEqualTo(source(one.base(), records));
                    assertTokens(one.basePositions(), tokens[one.base()].length);
                    assertTokens(one.sourcePositions(), tokens[one.source()].length);
                    if (exchanges.get(one.source()).source() == one.base()) {
                        assertThat(exchanges.get(one.source()).basePositions()).isEqualTo(one.sourcePositions());
                        assertThat(exchanges.get(one.source()).sourcePositions())
                                .isEqualTo(one.basePositions());
                    }
                }
            }
        }
    }

    private static int source(int base, int records) {
        boolean goesRound = records % 2 == 1 && base >= records - 3;
        if (goesRound) {
            return base == records - 1 ? records - 3 : base + 1;
        }
        return base % 2 == 0 ? base + 1 : base - 1;
    }

    private static void assertTokens(int[] positions, int length) {
        for (int position : positions) {
            assertThat(position).isBetween(1, length - 2);
        }
    }

    @Test
    void theTeacherHasTheSameExchangesAtItsOwnStateAndColumns() {
        Set<Integer> layers = new HashSet<>();
        for (long pass = 0; pass < 50; pass++) {
            Intervention.AtStates drawn = states(sampler(Pairs.DRAWN), ids(4), tokens(4), pass);
            Alignment alignment = ALIGNMENTS.get(drawn.student().layer() - 1);
            layers.add(alignment.student());
            assertThat(drawn.student().columns()).isEqualTo(alignment.studentColumns());
            assertThat(drawn.teacher().layer()).isEqualTo(alignment.teacher());
            assertThat(drawn.teacher().columns()).isEqualTo(alignment.teacherColumns());
            assertThat(drawn.teacher().exchanges()).isEqualTo(drawn.student().exchanges());
        }
        assertThat(layers).containsExactlyInAnyOrder(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(Pairs.class)
    void aDrawIsAFunctionOfSeedAndPass(Pairs pairs) {
        InterventionSampler sampler = sampler(pairs);
        List<String> draws = draws(sampler);
        assertThat(draws(sampler(pairs))).isEqualTo(draws);
        // Whatever was drawn before.
        assertThat(said(states(sampler, ids(6), tokens(6), 7))).isEqualTo(draws.get(7));
        InterventionSampler other = new InterventionSampler(ALIGNMENTS, SCATTERED, pairs, Level.STATES, 6);
        assertThat(draws(other)).isNotEqualTo(draws);
        int alike = pairs == Pairs.DRAWN ? draws.size() : ALIGNMENTS.size();
        assertThat(new HashSet<>(draws)).hasSize(alike);
    }

    private static List<String> draws(InterventionSampler sampler) {
        return IntStream.range(0, 40)
                .mapToObj(pass -> said(states(sampler, ids(6), tokens(6), pass)))
                .toList();
    }

    /** Five standard deviations around a third. */
    @ParameterizedTest
    @EnumSource(Pairs.class)
    void everyAlignmentComesAsOften(Pairs pairs) {
        int[] counts = new int[4];
        for (long pass = 0; pass < 9000; pass++) {
            counts[states(sampler(pairs), ids(2), tokens(2), pass).student().layer()]++;
        }
        assertThat(counts[0]).isZero();
        for (int layer = 1; layer <= 3; layer++) {
            assertThat(counts[layer]).isBetween(3000 - 224, 3000 + 224);
        }
    }

    /** Records 4 and 5 of 9 alone, first and last of others, in any pass. */
    @Test
    void aFixedPairExchangesTheSameWhereverItStands() {
        InterventionSampler sampler = sampler(Pairs.FIXED);
        int[][] places = {{4, 5}, {4, 5, 0, 1}, {7, 2, 4, 5}, {0, 1, 4, 5, 2, 3, 6}};
        String[] byAlignment = new String[4];
        for (long pass = 0; pass < 60; pass++) {
            for (int[] place : places) {
                int first = IntStream.range(0, place.length)
                        .filter(i -> place[i] == 4)
                        .findFirst()
                        .getAsInt();
                Intervention.AtStates drawn = states(sampler, ids(place), tokens(place), pass);
                Exchange there = drawn.student().exchanges().get(first);
                String said = said(there.basePositions(), there.sourcePositions());
                int layer = drawn.student().layer();
                byAlignment[layer] = byAlignment[layer] == null ? said : byAlignment[layer];
                assertThat(said).isEqualTo(byAlignment[layer]);
            }
        }
        assertThat(new HashSet<>(List.of(byAlignment[1], byAlignment[2], byAlignment[3])))
                .hasSize(3);
    }

    /** Texts of one length, so that only the ids can make a difference: their order, and where one ends. */
    @Test
    void otherIdsAreAnotherFixedPair() {
        int[][] tokens = new int[2][40];
        Set<String> said = new HashSet<>();
        InterventionSampler sampler = new InterventionSampler(
                ALIGNMENTS.subList(0, 1), new Spans(0.3, false, true), Pairs.FIXED, Level.STATES, 5);
        List<List<String>> pairs = List.of(
                List.of("a", "b"),
                List.of("b", "a"),
                List.of("a", "c"),
                List.of("ab", "c"),
                List.of("a", "bc"),
                List.of("", "abc"),
                List.of("1:a", "b"),
                List.of("a1:b", ""));
        for (List<String> ids : pairs) {
            said.add(said(states(sampler, ids, tokens, 0)));
        }
        assertThat(said).hasSize(pairs.size());
    }

    @Test
    void tokensAreExchangedByHand() {
        InterventionSampler inner =
                new InterventionSampler(ALIGNMENTS, new Spans(1, true, false), Pairs.DRAWN, Level.TOKENS, 5);
        int[][] two = {{1, 11, 12, 2}, {1, 21, 22, 2}};
        assertThat(exchanged(inner, two)).isDeepEqualTo(new int[][] {{1, 21, 22, 2}, {1, 11, 12, 2}});
        assertThat(two).isDeepEqualTo(new int[][] {{1, 11, 12, 2}, {1, 21, 22, 2}});

        InterventionSampler all =
                new InterventionSampler(ALIGNMENTS, new Spans(1, true, true), Pairs.FIXED, Level.TOKENS, 5);
        int[][] five = {{10, 11}, {20, 21}, {30, 31}, {40, 41}, {50, 51}};
        assertThat(exchanged(all, five)).isDeepEqualTo(new int[][] {{20, 21}, {10, 11}, {40, 41}, {50, 51}, {30, 31}});
        assertThat(exchanged(all, new int[][] {{10, 11}})).isDeepEqualTo(new int[][] {{10, 11}});
        assertThat(exchanged(all, new int[][] {{}, {20}, {30}})).isDeepEqualTo(new int[][] {{}, {30}, {30}});
        assertThat(exchanged(all, new int[0][])).isEmpty();
    }

    /** One token each, of 3 and of 5: the texts change places at one position, and lengths stay. */
    @Test
    void aTokenGoesWhereTheOthersCameFrom() {
        InterventionSampler sampler =
                new InterventionSampler(ALIGNMENTS, new Spans(0.3, true, true), Pairs.DRAWN, Level.TOKENS, 5);
        int[] one = {10, 11, 12};
        int[] other = {20, 21, 22, 23, 24};
        Set<String> seen = new HashSet<>();
        for (long pass = 0; pass < 400; pass++) {
            Intervention drawn = sampler.draw(List.of("a", "b"), new int[][] {one, other}, pass);
            int[][] tokens = ((Intervention.AtTokens) drawn).tokens();
            int from = changed(one, tokens[0]);
            int to = changed(other, tokens[1]);
            assertThat(tokens[0][from]).isEqualTo(other[to]);
            assertThat(tokens[1][to]).isEqualTo(one[from]);
            seen.add(from + " " + to);
        }
        assertThat(seen).hasSize(15);
    }

    private static int changed(int[] before, int[] after) {
        assertThat(after).hasSameSizeAs(before);
        int[] places = IntStream.range(0, before.length)
                .filter(i -> before[i] != after[i])
                .toArray();
        assertThat(places).hasSize(1);
        return places[0];
    }

    /** So that a control is one: what it exchanges does not depend on what is exchanged. */
    @ParameterizedTest
    @EnumSource(Pairs.class)
    void tokensAreExchangedWhereStatesWouldBe(Pairs pairs) {
        InterventionSampler states = sampler(pairs);
        InterventionSampler tokens = new InterventionSampler(ALIGNMENTS, SCATTERED, pairs, Level.TOKENS, 5);
        for (long pass = 0; pass < 10; pass++) {
            int[][] texts = tokens(7);
            int[][] expected = Arrays.stream(texts).map(int[]::clone).toArray(int[][]::new);
            for (Exchange one : states(states, ids(7), texts, pass).student().exchanges()) {
                for (int i = 0; i < one.basePositions().length; i++) {
                    expected[one.base()][one.basePositions()[i]] = texts[one.source()][one.sourcePositions()[i]];
                }
            }
            Intervention drawn = tokens.draw(ids(7), texts, pass);
            assertThat(((Intervention.AtTokens) drawn).tokens()).isDeepEqualTo(expected);
        }
    }

    @Test
    void needsAnAlignmentOfBlocks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InterventionSampler(List.of(), SCATTERED, Pairs.DRAWN, Level.STATES, 5))
                .withMessage("alignments: found none, expected one or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Alignment(0, 2, Columns.all(1), Columns.all(1)))
                .withMessageContaining("found blocks 0 of the student and 2 of the teacher");
    }

    private static int[][] exchanged(InterventionSampler sampler, int[][] tokens) {
        return ((Intervention.AtTokens) sampler.draw(ids(tokens.length), tokens, 3)).tokens();
    }

    private static InterventionSampler sampler(Pairs pairs) {
        return new InterventionSampler(ALIGNMENTS, SCATTERED, pairs, Level.STATES, 5);
    }

    private static Intervention.AtStates states(
            InterventionSampler sampler, List<String> ids, int[][] tokens, long pass) {
        return (Intervention.AtStates) sampler.draw(ids, tokens, pass);
    }

    private static String said(Intervention.AtStates drawn) {
        StringBuilder said = new StringBuilder("layer " + drawn.student().layer());
        for (Exchange one : drawn.student().exchanges()) {
            said.append(one.base()).append(one.source()).append(said(one.basePositions(), one.sourcePositions()));
        }
        return said.toString();
    }

    private static String said(int[] base, int[] source) {
        return Arrays.toString(base) + Arrays.toString(source);
    }

    private static List<String> ids(int records) {
        return ids(IntStream.range(0, records).toArray());
    }

    private static List<String> ids(int[] records) {
        return IntStream.of(records).mapToObj(record -> "record " + record).toList();
    }

    private static int[][] tokens(int records) {
        return tokens(IntStream.range(0, records).toArray());
    }

    /** Text r has 12 + r words that no other has. */
    private static int[][] tokens(int[] records) {
        return IntStream.of(records)
                .mapToObj(record -> IntStream.range(0, 12 + record)
                        .map(i -> 100 * record + i)
                        .toArray())
                .toArray(int[][]::new);
    }
}

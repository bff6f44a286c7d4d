package org.kd4j.core.interchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.seed.Seeds;

/**
 * Draws interventions within batches. Neighbours in a batch are each other's source, the first two records, the next two
 * and so on; of an odd number the last three go round. So no record is its own source; a record alone has none, and
 * nothing of it is exchanged. Both of a pair exchange the same tokens, each way.
 *
 * <p>The draws are functions of the seed, the number of the pass, and, for fixed pairs, the records' ids.
 *
 * @param alignments one is drawn for each pass, all as likely
 * @param spans which tokens
 * @param pairs whether two records that meet again exchange the same
 * @param level what is exchanged
 * @param seed of all draws
 */
public record InterventionSampler(List<Alignment> alignments, Spans spans, Pairs pairs, Level level, long seed) {

    /** Whether two records that meet again exchange the same tokens. */
    public enum Pairs {
        /** Every pass draws anew. */
        DRAWN,
        /**
         * A pair's tokens depend on its ids and the alignment alone. With an order that keeps pairs together, see {@code
         * BatchOrder.inPairs}, there are as many counterfactuals as records and alignments, and answers can be kept.
         */
        FIXED
    }

    /** What is exchanged. */
    public enum Level {
        STATES,
        /** Tokens, as a control. */
        TOKENS
    }

    /** Throws {@link IllegalArgumentException} if there is no alignment. */
    public InterventionSampler {
        alignments = List.copyOf(alignments);
        if (alignments.isEmpty()) {
            throw new IllegalArgumentException("alignments: found none, expected one or more");
        }
    }

    /**
     * @param ids of the records of a batch
     * @param tokens theirs, without padding
     * @param pass number from which is drawn
     */
    public Intervention draw(List<String> ids, int[][] tokens, long pass) {
        int aligned = Seeds.stream(seed, "aligned layers", pass).nextInt(alignments.size());
        SplittableRandom ofPass = Seeds.stream(seed, "exchanged tokens", pass);
        List<Exchange> exchanges = new ArrayList<>();
        for (int from = 0; from + 1 < tokens.length; ) {
            int size = tokens.length - from == 3 ? 3 : 2;
            SplittableRandom random = pairs == Pairs.DRAWN ? ofPass : ofIds(ids.subList(from, from + size), aligned);
            exchanges.addAll(size == 2 ? pair(from, tokens, random) : round(from, tokens, random));
            from += size;
        }
        if (level == Level.TOKENS) {
            return new Intervention.AtTokens(exchanged(tokens, exchanges));
        }
        Alignment alignment = alignments.get(aligned);
        return new Intervention.AtStates(alignment.ofStudent(exchanges), alignment.ofTeacher(exchanges));
    }

    private SplittableRandom ofIds(List<String> ids, int aligned) {
        return Seeds.stream(seed, "tokens exchanged at alignment " + aligned, ids);
    }

    private List<Exchange> pair(int first, int[][] tokens, SplittableRandom random) {
        Spans.Positions positions = spans.draw(tokens[first].length, tokens[first + 1].length, random);
        return List.of(
                new Exchange(first, first + 1, positions.one(), positions.other()),
                new Exchange(first + 1, first, positions.other(), positions.one()));
    }

    private List<Exchange> round(int first, int[][] tokens, SplittableRandom random) {
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int base = first + i;
            int source = first + (i + 1) % 3;
            Spans.Positions positions = spans.draw(tokens[base].length, tokens[source].length, random);
            exchanges.add(new Exchange(base, source, positions.one(), positions.other()));
        }
        return exchanges;
    }

    private static int[][] exchanged(int[][] tokens, List<Exchange> exchanges) {
        int[][] changed = Arrays.stream(tokens).map(int[]::clone).toArray(int[][]::new);
        for (Exchange one : exchanges) {
            for (int i = 0; i < one.basePositions().length; i++) {
                changed[one.base()][one.basePositions()[i]] = tokens[one.source()][one.sourcePositions()[i]];
            }
        }
        return changed;
    }
}

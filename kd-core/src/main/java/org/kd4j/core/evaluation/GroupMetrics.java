package org.kd4j.core.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kd4j.core.batch.Groups;

/**
 * How evenly a classifier serves groups of records. Of two classes one is the positive one, and its probability the
 * score; of more classes there is accuracy only. The predicted class is that of {@link Metrics}.
 *
 * <p>Borkan, Dixon, Sorensen, Thain, Vasserman: Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
 * Classification, 2019 (arXiv:1903.04561).
 *
 * @param auroc of all records, 0 … 1; empty where it is undefined
 * @param subgroups one a group, in the order of the groups
 * @param accuracyRange of the groups' accuracies; empty where all are undefined
 * @param subgroupAurocRange of the AUROC within each group; empty where all are undefined
 * @param bpsnAurocRange of the groups' BPSN AUROC; empty where all are undefined
 * @param bnspAurocRange of the groups' BNSP AUROC; empty where all are undefined
 */
public record GroupMetrics(
        OptionalDouble auroc,
        List<SubgroupMetrics> subgroups,
        Optional<GroupRange> accuracyRange,
        Optional<GroupRange> subgroupAurocRange,
        Optional<GroupRange> bpsnAurocRange,
        Optional<GroupRange> bnspAurocRange) {
    private static final int BINARY = 2;

    public GroupMetrics {
        subgroups = List.copyOf(subgroups);
    }

    /**
     * @param labels [n], 0 … classes-1
     * @param probabilities [n][classes], rows summing to 1
     * @param groups of the n records
     * @param positive index of the positive class, 0 … classes-1
     * @throws IllegalArgumentException if the lengths differ or the positive class's probability is NaN
     */
    public static GroupMetrics of(int[] labels, double[][] probabilities, Groups groups, int positive) {
        if (labels.length != probabilities.length || labels.length != groups.size()) {
            throw new IllegalArgumentException(labels.length + " labels, " + probabilities.length
                    + " rows of probabilities and groups of " + groups.size() + " records: expected as many");
        }
        Scored scored = Scored.of(labels, probabilities, positive);
        List<SubgroupMetrics> subgroups = new ArrayList<>();
        for (int g = 0; g < groups.names().size(); g++) {
            int group = g;
            subgroups.add(subgroup(scored, groups.names().get(g), row -> groups.contains(row, group)));
        }
        return new GroupMetrics(
                scored.auroc(row -> true),
                subgroups,
                GroupRange.of(subgroups, SubgroupMetrics::accuracy),
                GroupRange.of(subgroups, SubgroupMetrics::subgroupAuroc),
                GroupRange.of(subgroups, SubgroupMetrics::bpsnAuroc),
                GroupRange.of(subgroups, SubgroupMetrics::bnspAuroc));
    }

    private static SubgroupMetrics subgroup(Scored scored, String name, IntPredicate member) {
        IntPredicate positive = scored::isPositive;
        return new SubgroupMetrics(
                name,
                scored.count(member),
                scored.count(member.and(positive)),
                scored.accuracy(member),
                scored.auroc(member),
                scored.auroc(row -> member.test(row) != positive.test(row)),
                scored.auroc(row -> member.test(row) == positive.test(row)));
    }

    /**
     * The records that a classifier was asked about.
     *
     * @param scores the positive class's probabilities
     * @param order of the rows, by rising score
     * @param binary whether there are two classes
     */
    private record Scored(
            int[] labels, double[][] probabilities, int positive, double[] scores, int[] order, boolean binary) {

        static Scored of(int[] labels, double[][] probabilities, int positive) {
            double[] scores =
                    Stream.of(probabilities).mapToDouble(row -> row[positive]).toArray();
            boolean binary = Stream.of(probabilities).allMatch(row -> row.length == BINARY);
            return new Scored(labels, probabilities, positive, scores, Auroc.order(scores), binary);
        }

        boolean isPositive(int row) {
            return labels[row] == positive;
        }

        int count(IntPredicate chosen) {
            return (int) IntStream.range(0, labels.length).filter(chosen).count();
        }

        OptionalDouble accuracy(IntPredicate chosen) {
            return IntStream.range(0, labels.length)
                    .filter(chosen)
                    .mapToDouble(row -> Probabilities.argmax(probabilities[row]) == labels[row] ? 1 : 0)
                    .average();
        }

        OptionalDouble auroc(IntPredicate chosen) {
            return binary ? Auroc.of(this::isPositive, scores, order, chosen) : OptionalDouble.empty();
        }
    }
}

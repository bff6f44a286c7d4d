package org.kd4j.core.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.kd4j.core.batch.Groups;

/**
 * How evenly a classifier serves groups of records. The last of two classes is the positive one, and its probability
 * the score; of more classes there is accuracy only. The predicted class is that of {@link Metrics}.
 *
 * <p>Borkan, Dixon, Sorensen, Thain, Vasserman: Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
 * Classification, 2019 (arXiv:1903.04561).
 *
 * @param auroc of all records, 0 … 1; empty where it is undefined
 * @param subgroups one a group, in the order of the groups
 * @param accuracyRange of the groups' accuracies; null where all are undefined
 * @param subgroupAurocRange of the AUROC within each group; null where all are undefined
 * @param bpsnAurocRange of the groups' BPSN AUROC; null where all are undefined
 * @param bnspAurocRange of the groups' BNSP AUROC; null where all are undefined
 */
public record GroupMetrics(
        OptionalDouble auroc,
        List<SubgroupMetrics> subgroups,
        GroupRange accuracyRange,
        GroupRange subgroupAurocRange,
        GroupRange bpsnAurocRange,
        GroupRange bnspAurocRange) {
    private static final int BINARY = 2;

    public GroupMetrics {
        subgroups = List.copyOf(subgroups);
    }

    /**
     * @param labels [n], 0 … classes-1
     * @param probabilities [n][classes], rows summing to 1
     * @param groups of the n records
     * @throws IllegalArgumentException if the lengths differ or a probability is NaN
     */
    public static GroupMetrics of(int[] labels, double[][] probabilities, Groups groups) {
        if (labels.length != probabilities.length || labels.length != groups.size()) {
            throw new IllegalArgumentException(labels.length + " labels, " + probabilities.length
                    + " rows of probabilities and groups of " + groups.size() + " records: expected as many");
        }
        Scored scored = new Scored(labels, probabilities);
        List<SubgroupMetrics> subgroups = new ArrayList<>();
        for (int g = 0; g < groups.names().size(); g++) {
            int group = g;
            subgroups.add(subgroup(scored, groups.names().get(g), row -> groups.contains(row, group)));
        }
        return new GroupMetrics(
                scored.auroc(row -> true),
                subgroups,
                GroupRange.of(subgroups, SubgroupMetrics::accuracy).orElse(null),
                GroupRange.of(subgroups, SubgroupMetrics::subgroupAuroc).orElse(null),
                GroupRange.of(subgroups, SubgroupMetrics::bpsnAuroc).orElse(null),
                GroupRange.of(subgroups, SubgroupMetrics::bnspAuroc).orElse(null));
    }

    private static SubgroupMetrics subgroup(Scored scored, String name, IntPredicate member) {
        IntPredicate positive = scored::isPositive;
        return new SubgroupMetrics(
                name,
                scored.rows(member).length,
                scored.rows(member.and(positive)).length,
                scored.accuracy(member),
                scored.auroc(member),
                scored.auroc(row -> member.test(row) != positive.test(row)),
                scored.auroc(row -> member.test(row) == positive.test(row)));
    }

    /** The records that a classifier was asked about. */
    private record Scored(int[] labels, double[][] probabilities) {

        /** Whether the record is of the last class. */
        boolean isPositive(int row) {
            return labels[row] == probabilities[row].length - 1;
        }

        int[] rows(IntPredicate chosen) {
            return IntStream.range(0, labels.length).filter(chosen).toArray();
        }

        OptionalDouble accuracy(IntPredicate chosen) {
            return IntStream.of(rows(chosen))
                    .mapToDouble(row -> Probabilities.argmax(probabilities[row]) == labels[row] ? 1 : 0)
                    .average();
        }

        OptionalDouble auroc(IntPredicate chosen) {
            int[] rows = rows(chosen);
            if (rows.length == 0 || probabilities[rows[0]].length != BINARY) {
                return OptionalDouble.empty();
            }
            boolean[] positive = new boolean[rows.length];
            double[] scores = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                positive[i] = isPositive(rows[i]);
                scores[i] = probabilities[rows[i]][BINARY - 1];
            }
            return Auroc.of(positive, scores);
        }
    }
}

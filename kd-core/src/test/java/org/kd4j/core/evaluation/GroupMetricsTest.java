package org.kd4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.Groups;

class GroupMetricsTest {
    // Rows 0 to 3 are members of "a", 4 and 5 of "b", 5 of "one class" too; 6 and 7 belong to no group.
    private static final Groups GROUPS =
            new Groups(List.of("a", "b", "one class", "nobody"), new int[][] {{0}, {0}, {0}, {0}, {1}, {1, 2}, {}, {}});
    private static final int[] LABELS = {0, 0, 1, 1, 0, 1, 0, 1};
    private static final double[] POSITIVE = {0.6, 0.2, 0.4, 0.9, 0.1, 0.8, 0.3, 0.7};

    private final GroupMetrics metrics = GroupMetrics.of(LABELS, probabilities(), GROUPS, 1);

    @Test
    void measuresMembersAmongThemselvesAndAgainstTheOthers() {
        SubgroupMetrics a = metrics.subgroups().get(0);

        assertThat(a.name()).isEqualTo("a");
        assertThat(a.records()).isEqualTo(4);
        assertThat(a.positives()).isEqualTo(2);
        assertThat(a.accuracy()).hasValue(0.5);
        // 0.4 and 0.9 against 0.6 and 0.2: three of four pairs.
        assertThat(a.subgroupAuroc()).hasValue(0.75);
        // Negatives 0.6 and 0.2 of the group, positives 0.8 and 0.7 outside.
        assertThat(a.bpsnAuroc()).hasValue(1.0);
        // Positives 0.4 and 0.9 of the group, negatives 0.1 and 0.3 outside.
        assertThat(a.bnspAuroc()).hasValue(1.0);
    }

    @Test
    void leavesUndefinedWhatOneClassOrNoMemberDoesNotSettle() {
        SubgroupMetrics oneClass = metrics.subgroups().get(2);
        SubgroupMetrics nobody = metrics.subgroups().get(3);

        assertThat(oneClass.accuracy()).hasValue(1.0);
        assertThat(oneClass.subgroupAuroc()).isEmpty();
        assertThat(oneClass.bpsnAuroc()).isEmpty();
        assertThat(oneClass.bnspAuroc()).hasValue(1.0);
        assertThat(nobody.records()).isZero();
        assertThat(nobody.accuracy()).isEmpty();
        assertThat(nobody.subgroupAuroc()).isEmpty();
        assertThat(nobody.bpsnAuroc()).isEmpty();
        assertThat(nobody.bnspAuroc()).isEmpty();
    }

    @Test
    void rangesFromTheWorstGroupToTheBest() {
        assertThat(metrics.accuracyRange()).hasValue(new GroupRange("a", 0.5, "b", 1.0, 0.5));
        assertThat(metrics.subgroupAurocRange()).hasValue(new GroupRange("a", 0.75, "b", 1.0, 0.25));
        // Of 16 pairs, 0.4 is below 0.6 only.
        assertThat(metrics.auroc().getAsDouble()).isCloseTo(15.0 / 16, within(1e-12));
    }

    @Test
    void hasNoRangeWhereNoGroupHasTheMeasure() {
        GroupMetrics none = GroupMetrics.of(
                new int[] {1}, new double[][] {{0.5, 0.5}}, new Groups(List.of("g"), new int[][] {{}}), 1);

        assertThat(none.auroc()).isEmpty();
        assertThat(none.accuracyRange()).isEmpty();
        assertThat(none.subgroupAurocRange()).isEmpty();
    }

    @Test
    void measuresAccuracyOnlyOfMoreClasses() {
        GroupMetrics three = GroupMetrics.of(
                new int[] {2, 0},
                new double[][] {{0.1, 0.2, 0.7}, {0.1, 0.2, 0.7}},
                new Groups(List.of("g"), new int[][] {{0}, {0}}),
                2);

        assertThat(three.auroc()).isEmpty();
        assertThat(three.subgroups().get(0).accuracy()).hasValue(0.5);
        assertThat(three.subgroups().get(0).positives()).isEqualTo(1);
        assertThat(three.subgroups().get(0).subgroupAuroc()).isEmpty();
    }

    /** As of HateCheck, where 'non-hateful' comes last. */
    @Test
    void takesTheFirstClassForThePositiveOneWhereThatIsSo() {
        int[] labels = IntStream.of(LABELS).map(label -> 1 - label).toArray();
        double[][] probabilities = Stream.of(probabilities())
                .map(row -> new double[] {row[1], row[0]})
                .toArray(double[][]::new);

        assertThat(GroupMetrics.of(labels, probabilities, GROUPS, 0)).isEqualTo(metrics);
        SubgroupMetrics swapped =
                GroupMetrics.of(labels, probabilities, GROUPS, 1).subgroups().get(2);
        // The member is no positive any more, so that BPSN has it and BNSP does not.
        assertThat(swapped.positives()).isZero();
        assertThat(swapped.bpsnAuroc()).hasValue(1.0);
        assertThat(swapped.bnspAuroc()).isEmpty();
    }

    @Test
    void refusesGroupsOfOtherRecords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupMetrics.of(LABELS, probabilities(), Groups.none(3), 1))
                .withMessageContaining("groups of 3 records");
    }

    private static double[][] probabilities() {
        double[][] probabilities = new double[POSITIVE.length][];
        for (int i = 0; i < POSITIVE.length; i++) {
            probabilities[i] = new double[] {1 - POSITIVE[i], POSITIVE[i]};
        }
        return probabilities;
    }
}

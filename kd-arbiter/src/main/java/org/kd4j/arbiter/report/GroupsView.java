package org.kd4j.arbiter.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.UndefinedAsText;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.GroupRange;
import org.kd4j.core.evaluation.SubgroupMetrics;

/**
 * A contender with its scores by group on one set.
 *
 * @param auroc of all records
 * @param worst the group of which the AUROC is lowest, with it and the gap to the best
 */
record GroupsView(String name, boolean chosen, String auroc, String worst, List<Row> rows) {

    /** @param scores accuracy, and AUROC of subgroup, BPSN and BNSP */
    record Row(String group, int records, int positives, List<String> scores) {}

    static GroupsView of(Contender contender, Scores scores) {
        GroupMetrics metrics = scores.groups();
        return new GroupsView(
                contender.name(),
                contender.chosen(),
                GroupScore.text(metrics.auroc()),
                worst(metrics.subgroupAurocRange()),
                metrics.subgroups().stream().map(GroupsView::row).toList());
    }

    private static String worst(Optional<GroupRange> range) {
        return range.map(known -> known.worstGroup() + ", " + Format.rate(known.worst()) + ", "
                        + Format.rate(known.gap()) + " below the best (" + known.bestGroup() + ")")
                .orElse(UndefinedAsText.UNDEFINED);
    }

    private static Row row(SubgroupMetrics subgroup) {
        return new Row(
                subgroup.name(),
                subgroup.records(),
                subgroup.positives(),
                Stream.of(subgroup.accuracy(), subgroup.subgroupAuroc(), subgroup.bpsnAuroc(), subgroup.bnspAuroc())
                        .map(GroupScore::text)
                        .toList());
    }
}

package org.kd4j.arbiter.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.kd4j.arbiter.results.ModelScores;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.GroupRange;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.SubgroupMetrics;

/** Scores of a saved model as a table for a terminal: lines of at most 100 characters. */
public final class ModelTable {
    private static final int LINE = 100;

    private final ModelScores scores;
    private final TextGrid grid = new TextGrid(LINE);

    private ModelTable(ModelScores scores) {
        this.scores = scores;
    }

    /** @return lines, each with a line feed at its end */
    public static String render(ModelScores scores) {
        return new ModelTable(scores).render();
    }

    private String render() {
        grid.text(scores.model() + " on " + Format.count(scores.records())
                + (scores.annotators() == null ? " records" : " items") + " of " + scores.data() + ":");
        if (scores.metrics() != null) {
            addMetrics(scores.metrics());
            addConfusion(scores.metrics());
        }
        if (scores.groups() != null) {
            addGroups(scores.groups());
        }
        if (scores.annotators() != null) {
            addAnnotators(scores.annotators());
            addConfusion(scores.annotators().individual());
        }
        return grid.toString();
    }

    private void addMetrics(Metrics metrics) {
        number("Accuracy", metrics.accuracy());
        number("Macro-F1", metrics.macroF1());
        number("Log loss", metrics.logLoss());
        number("Brier", metrics.brier());
        number("ECE", metrics.calibrationError());
        number("Matthews", metrics.matthews());
    }

    private void number(String name, double value) {
        grid.row(false, name, List.of(Score.text(value)));
    }

    private void addConfusion(Metrics metrics) {
        grid.text("");
        grid.text("Labels by row, predictions by column:");
        grid.row(false, "", scores.labels());
        for (int label = 0; label < scores.labels().size(); label++) {
            grid.row(
                    false,
                    scores.labels().get(label),
                    Arrays.stream(metrics.confusion()[label])
                            .mapToObj(Format::count)
                            .toList());
        }
    }

    private void addGroups(GroupMetrics groups) {
        grid.text("");
        grid.text("By group, AUROC of the positive class " + scores.positiveLabel() + ":");
        grid.row(false, "", List.of("Records", "Accuracy", "AUROC", "BPSN", "BNSP"));
        grid.row(
                false,
                "all",
                List.of(
                        Format.count(scores.records()),
                        Format.rate(scores.metrics().accuracy()),
                        GroupScore.text(groups.auroc()),
                        Format.NONE,
                        Format.NONE));
        for (SubgroupMetrics group : groups.subgroups()) {
            grid.row(
                    false,
                    group.name(),
                    List.of(
                            Format.count(group.records()),
                            GroupScore.text(group.accuracy()),
                            GroupScore.text(group.subgroupAuroc()),
                            GroupScore.text(group.bpsnAuroc()),
                            GroupScore.text(group.bnspAuroc())));
        }
        grid.row(
                false,
                "worst",
                List.of(
                        Format.NONE,
                        worst(groups.accuracyRange()),
                        worst(groups.subgroupAurocRange()),
                        worst(groups.bpsnAurocRange()),
                        worst(groups.bnspAurocRange())));
    }

    private static String worst(Optional<GroupRange> range) {
        return GroupScore.text(
                range.map(known -> OptionalDouble.of(known.worst())).orElse(OptionalDouble.empty()));
    }

    private void addAnnotators(AnnotatorMetrics metrics) {
        Scores all = Scores.of(metrics);
        for (AnnotatorScore score : AnnotatorScore.values()) {
            grid.row(false, score.heading(), List.of(score.text(all)));
        }
        grid.text(String.format(
                "Annotator F1: over %,d annotators; %,d have too few labels. Soft CE: least possible %s, of the items' own"
                        + " shares %s.",
                metrics.annotators(),
                metrics.leftOut(),
                Format.rate(metrics.soft().floor()),
                Format.rate(metrics.soft().prior())));
        List<GroupGap> gaps = GroupGap.of(metrics);
        if (!gaps.isEmpty()) {
            grid.text("");
            grid.text("Accuracy by group of annotators, groups of " + GroupGap.LEAST_LABELS + " labels or more:");
            gaps.forEach(gap -> grid.text(gap.line()));
        }
    }
}

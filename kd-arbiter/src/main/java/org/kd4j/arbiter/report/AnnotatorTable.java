package org.kd4j.arbiter.report;

import java.util.List;
import java.util.function.Function;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.evaluation.AnnotatorMetrics;

/**
 * The results of models of annotators as a table for a terminal: lines of at most 100 characters. References, baseline and
 * points of the grid, mean +- standard deviation over seeds where there are several, on dev and on test.
 */
public final class AnnotatorTable {
    private static final int LINE = 100;
    private static final List<List<AnnotatorScore>> BLOCKS = List.of(
            List.of(
                    AnnotatorScore.ACCURACY,
                    AnnotatorScore.MACRO_F1,
                    AnnotatorScore.ANNOTATOR_F1,
                    AnnotatorScore.MAJORITY_F1),
            List.of(AnnotatorScore.SOFT_CE, AnnotatorScore.KL, AnnotatorScore.MANHATTAN, AnnotatorScore.WASSERSTEIN),
            List.of(AnnotatorScore.MAE, AnnotatorScore.PRECISION, AnnotatorScore.RECALL, AnnotatorScore.DISAGREEMENT));

    private final AnnotatorResults results;
    private final List<AnnotatorRow> rows;
    private final TextGrid grid = new TextGrid(LINE);

    private AnnotatorTable(AnnotatorResults results) {
        this.results = results;
        this.rows = AnnotatorRow.of(results);
    }

    /** @return lines, each with a line feed at its end */
    public static String render(AnnotatorResults results) {
        return new AnnotatorTable(results).render();
    }

    private String render() {
        add("dev", AnnotatorRow::dev);
        if (results.data().test() != null) {
            grid.text("");
            add("test", AnnotatorRow::test);
        }
        addGaps();
        addFailures();
        return grid.toString();
    }

    private void add(String set, Function<AnnotatorRow, List<Scores>> scores) {
        for (List<AnnotatorScore> block : BLOCKS) {
            grid.row(false, set, AnnotatorScore.headings(block));
            for (AnnotatorRow row : rows) {
                List<String> cells =
                        row.state() == null ? row.texts(block, scores, Spread.ASCII) : List.of(row.state());
                grid.row(row.chosen(), row.name(), cells);
            }
        }
        grid.text(note(results, set, scores.apply(rows.get(0)).get(0)));
    }

    /**
     * What it takes to read the numbers of a set.
     *
     * @param any of its rows' scores: all are over the same labels
     */
    static String note(AnnotatorResults results, String set, Scores any) {
        AnnotatorMetrics metrics = any.annotators();
        return String.format(
                "Annotator F1: over %,d annotators with %d labels or more in %s; %,d have fewer. Soft CE: least possible"
                        + " %s, of the set's own shares %s. Ties of majorities: %s.",
                metrics.annotators(),
                results.f1MinimumLabels(),
                set,
                metrics.leftOut(),
                Format.rate(metrics.soft().floor()),
                Format.rate(metrics.soft().prior()),
                results.ties());
    }

    /** Of the best model, where something is known of annotators. */
    private void addGaps() {
        if (results.chosenTrial().isEmpty()) {
            return;
        }
        TrialResult chosen = results.chosenTrial().get();
        boolean tested = chosen.test() != null;
        List<GroupGap> gaps = GroupGap.of((tested ? chosen.test() : chosen.dev()).annotators());
        if (!gaps.isEmpty()) {
            grid.text("");
            grid.text("Accuracy of the best model by group of annotators on " + (tested ? "test" : "dev")
                    + ", groups of " + GroupGap.LEAST_LABELS + " labels or more:");
            gaps.forEach(gap -> grid.text(gap.line()));
        }
    }

    private void addFailures() {
        List<TrialResult> failed = results.trials().stream()
                .filter(trial -> trial.state() == TrialResult.State.FAILED)
                .toList();
        if (!failed.isEmpty()) {
            grid.text("");
        }
        failed.forEach(trial ->
                grid.text("Trial " + trial.number() + " failed (" + results.name(trial) + "): " + trial.error()));
    }
}

package org.kd4j.arbiter.report;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.arbiter.results.UndefinedAsText;

/** The results as a table for a terminal: lines of at most 120 characters, plain ASCII but for what users named. */
public final class ResultTable {
    private static final int LINE = 120;
    private static final Set<Score> LEFT_OUT = EnumSet.of(Score.LOG_LOSS, Score.BRIER);
    private static final String SECONDS = "Seconds";

    private final SweepResults results;
    private final List<Score> scores;
    private final TextGrid grid = new TextGrid(LINE);

    private ResultTable(SweepResults results) {
        this.results = results;
        this.scores = Score.of(results).stream()
                .filter(score -> !LEFT_OUT.contains(score))
                .toList();
    }

    /**
     * Teacher, baseline and trials on dev, mean +- standard deviation where a point was trained with several seeds; then
     * teacher, baseline and chosen trial on test and on each evaluation set, where they were evaluated; then what failed. The chosen one has a
     * {@code *}. Seconds are those of one training. Where records have groups, AUROC and those of the worst groups follow each
     * set.
     *
     * @return lines, each with a line feed at its end
     */
    public static String render(SweepResults results) {
        return new ResultTable(results).render();
    }

    private String render() {
        if (results.demonstration()) {
            grid.text("Demonstration data: these numbers say nothing about a real task.");
        }
        addDev();
        addLast("test", Contender::test);
        results.data()
                .evaluations()
                .keySet()
                .forEach(name ->
                        addLast(name, contender -> contender.evaluations().get(name)));
        addFailures();
        return grid.toString();
    }

    private void addDev() {
        grid.row(
                false,
                "dev",
                Stream.concat(scores.stream().map(Score::heading), Stream.of(SECONDS))
                        .toList());
        grid.row(false, "teacher", cells(results.teacher().dev()));
        for (GridPoint point : GridPoint.of(results.trials())) {
            grid.row(point.holds(results.chosen()), point.name(), cells(point));
        }
        if (results.hasGroups()) {
            addGroups("dev");
            grid.row(false, "teacher", GroupScore.texts(results.teacher().dev()));
            for (GridPoint point : GridPoint.of(results.trials())) {
                grid.row(point.holds(results.chosen()), point.name(), groupCells(point));
            }
        }
    }

    private void addGroups(String set) {
        grid.text("");
        grid.text("AUROC on " + set + ", positive class " + results.positiveLabel()
                + ": of all records, then of the worst group:");
        grid.row(
                false,
                set,
                Stream.of(GroupScore.values()).map(GroupScore::heading).toList());
    }

    /** A set that is asked at the end. */
    private void addLast(String set, Function<Contender, Scores> scoresOn) {
        List<Contender> asked = Contender.of(results).stream()
                .filter(contender -> scoresOn.apply(contender) != null)
                .toList();
        if (asked.isEmpty()) {
            return;
        }
        grid.text("");
        grid.row(false, set, scores.stream().map(Score::heading).toList());
        asked.forEach(contender -> grid.row(contender.chosen(), contender.name(), cells(scoresOn.apply(contender))));
        if (asked.stream().anyMatch(contender -> scoresOn.apply(contender).groups() != null)) {
            addGroups(set);
            asked.forEach(contender ->
                    grid.row(contender.chosen(), contender.name(), GroupScore.texts(scoresOn.apply(contender))));
        }
    }

    private void addFailures() {
        List<TrialResult> failed = results.trials().stream()
                .filter(trial -> trial.state() == TrialResult.State.FAILED)
                .toList();
        if (!failed.isEmpty()) {
            grid.text("");
        }
        failed.forEach(
                trial -> grid.text("Trial " + trial.number() + " failed (" + trial.name() + "): " + trial.error()));
    }

    private List<String> cells(Scores of) {
        return scores.stream().map(score -> Score.text(score.of(of))).toList();
    }

    private List<String> cells(GridPoint point) {
        if (point.done().isEmpty()) {
            return List.of(point.state());
        }
        String seconds = Format.seconds(point.spread(TrialResult::seconds).mean());
        return Stream.concat(
                        scores.stream()
                                .map(score -> point.spread(trial -> score.of(trial.dev()))
                                        .text(Spread.ASCII)),
                        Stream.of(" ".repeat(Math.max(0, SECONDS.length() - seconds.length())) + seconds))
                .toList();
    }

    private static List<String> groupCells(GridPoint point) {
        return point.done().isEmpty()
                ? List.of(point.state())
                : Stream.of(GroupScore.values())
                        .map(score -> groupCell(point, score))
                        .toList();
    }

    /** One training of several that has no such number leaves the mean without one. */
    private static String groupCell(GridPoint point, GroupScore score) {
        if (!score.isOf(point.done().get(0).dev())) {
            return Format.NONE;
        }
        return point.done().stream().allMatch(trial -> score.of(trial.dev()).isPresent())
                ? point.spread(trial -> score.of(trial.dev()).getAsDouble()).text(Spread.ASCII)
                : UndefinedAsText.UNDEFINED;
    }
}

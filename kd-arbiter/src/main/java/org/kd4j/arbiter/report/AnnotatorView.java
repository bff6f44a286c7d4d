package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.Choice;
import org.kd4j.arbiter.results.EpochScores;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;

/**
 * What the template of the page about annotators shows, by the names it uses. All texts are as users wrote them: the template
 * escapes.
 *
 * @param progress null once all trials are done or have failed
 * @param sets the tables of dev and, where there is one, test
 * @param epochs of the best model; empty before any is done
 * @param groups of annotators, as the best model answers for them; empty where nothing is known of annotators
 * @param keys of the grid
 */
record AnnotatorView(
        AnnotatorResults results,
        String summary,
        String progress,
        List<String> headings,
        List<EpochChart.Figure> figures,
        List<SetView> sets,
        String best,
        List<List<String>> epochs,
        String groupedSet,
        List<String> gaps,
        List<GroupRow> groups,
        List<ReportView.Key> keys,
        List<TrialRow> trials,
        List<TrialResult> failed) {

    /** A set with a row for each predictor. */
    record SetView(String name, String hint, List<Row> rows) {}

    /** A predictor with its scores, means and deviations over seeds. */
    record Row(String name, boolean chosen, List<String> cells) {}

    /** A group of annotators. */
    record GroupRow(String attribute, String value, String labels, String accuracy, String macroF1) {}

    /** A training. */
    record TrialRow(
            int number,
            boolean chosen,
            String name,
            List<String> values,
            long seed,
            String state,
            List<String> dev,
            String parameters,
            String seconds) {}

    static AnnotatorView of(AnnotatorResults results) {
        List<String> keys = GridPoint.keys(results.trials());
        List<TrialResult> done = results.trials().stream()
                .filter(trial -> trial.state() == TrialResult.State.DONE)
                .toList();
        TrialResult best = results.chosenTrial().orElse(null);
        Scores grouped = best == null ? null : best.test() == null ? best.dev() : best.test();
        return new AnnotatorView(
                results,
                summary(results, best),
                isOver(results.trials())
                        ? null
                        : done.size() + " of " + results.trials().size() + " trials done",
                AnnotatorScore.headings(List.of(AnnotatorScore.values())),
                EpochChart.of(results),
                sets(results),
                best == null ? null : results.name(best) + ", seed " + best.seed(),
                best == null
                        ? List.of()
                        : best.epochs().stream().map(AnnotatorView::cells).toList(),
                best != null && best.test() != null ? "test" : "dev",
                grouped == null
                        ? List.of()
                        : GroupGap.of(grouped.annotators()).stream()
                                .map(GroupGap::line)
                                .toList(),
                grouped == null ? List.of() : groups(grouped),
                keys.stream()
                        .map(key -> new ReportView.Key(key, Format.shortName(key)))
                        .toList(),
                results.trials().stream()
                        .map(trial -> row(results, trial, keys))
                        .toList(),
                results.trials().stream()
                        .filter(trial -> trial.state() == TrialResult.State.FAILED)
                        .toList());
    }

    /** Whether none is planned or running. */
    private static boolean isOver(List<TrialResult> trials) {
        return trials.stream()
                .noneMatch(trial ->
                        trial.state() == TrialResult.State.PLANNED || trial.state() == TrialResult.State.RUNNING);
    }

    private static String summary(AnnotatorResults results, TrialResult best) {
        if (best == null) {
            return "No trial is done yet.";
        }
        String references = Stream.concat(
                        results.references().stream()
                                .map(one -> one.name() + " " + AnnotatorScore.ACCURACY.text(one.dev())),
                        AnnotatorRow.of(results).stream()
                                .filter(row -> row.name().startsWith("majority (")
                                        && !row.dev().isEmpty())
                                .map(row -> row.name() + " "
                                        + AnnotatorRow.text(AnnotatorScore.ACCURACY, row.dev(), Spread.SIGN)))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
        return "Best model on dev: " + results.name(best) + " (trial " + best.number()
                + (results.choice() == Choice.ACCURACY
                        ? ""
                        : ", by " + results.choice().text() + " "
                                + Format.rate(results.choice().value(best.dev())))
                + "), accuracy of individual labels "
                + AnnotatorScore.ACCURACY.text(best.dev()) + " (" + references + ")."
                + (best.test() == null
                        ? ""
                        : " On test: " + AnnotatorScore.ACCURACY.text(best.test()) + ", macro-F1 "
                                + AnnotatorScore.MACRO_F1.text(best.test()) + ", soft cross-entropy "
                                + AnnotatorScore.SOFT_CE.text(best.test()) + ".");
    }

    private static List<SetView> sets(AnnotatorResults results) {
        List<SetView> sets = new ArrayList<>();
        sets.add(set(results, "dev", AnnotatorRow::dev));
        if (results.data().test() != null) {
            sets.add(set(results, "test", AnnotatorRow::test));
        }
        return sets;
    }

    private static SetView set(AnnotatorResults results, String name, Function<AnnotatorRow, List<Scores>> scores) {
        List<AnnotatorRow> rows = AnnotatorRow.of(results);
        List<AnnotatorScore> all = List.of(AnnotatorScore.values());
        return new SetView(
                name,
                AnnotatorTable.note(results, name, scores.apply(rows.get(0)).get(0)),
                rows.stream()
                        .map(row -> new Row(
                                row.name(),
                                row.chosen(),
                                row.state() == null ? row.texts(all, scores, Spread.SIGN) : List.of(row.state())))
                        .toList());
    }

    private static List<String> cells(EpochScores epoch) {
        return List.of(
                String.valueOf(epoch.epoch() + 1),
                Format.rate(epoch.loss()),
                Format.rate(epoch.logLoss()),
                Format.rate(epoch.accuracy()),
                Format.rate(epoch.macroF1()),
                Format.rate(epoch.softCrossEntropy()));
    }

    private static List<GroupRow> groups(Scores scores) {
        return scores.annotators().groups().stream()
                .map(group -> new GroupRow(
                        group.attribute(),
                        group.value(),
                        Format.count(group.labels()),
                        Format.rate(group.accuracy()),
                        Format.rate(group.macroF1())))
                .toList();
    }

    private static TrialRow row(AnnotatorResults results, TrialResult trial, List<String> keys) {
        boolean done = trial.state() == TrialResult.State.DONE;
        return new TrialRow(
                trial.number(),
                trial.number() == results.chosen(),
                results.name(trial),
                keys.stream()
                        .map(key -> trial.parameters().containsKey(key)
                                ? trial.parameters().get(key).toString()
                                : Format.NONE)
                        .toList(),
                trial.seed(),
                trial.state().name().toLowerCase(Locale.ROOT),
                Stream.of(AnnotatorScore.values())
                        .map(score -> score.text(trial.dev()))
                        .toList(),
                done ? Format.count(trial.studentParameters()) : Format.NONE,
                done ? Format.seconds(trial.seconds()) : Format.NONE);
    }

    boolean anyEpochs() {
        return !epochs.isEmpty();
    }

    boolean anyGroups() {
        return !groups.isEmpty();
    }

    boolean anyFindings() {
        return !results.data().findings().isEmpty();
    }

    boolean anyFailed() {
        return !failed.isEmpty();
    }
}

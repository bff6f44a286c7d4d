package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.kd4j.arbiter.report.ScoreChart.Mark;
import org.kd4j.arbiter.report.ScoreChart.Reference;
import org.kd4j.arbiter.report.ScoreChart.Series;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.EpochScores;
import org.kd4j.arbiter.results.TrialResult;

/** Numbers epoch by epoch, of the best model and of the majority with the same seed, as {@code report.js} draws them. */
final class EpochChart {
    /** More would not be told apart. */
    private static final int MOST_TICKS = 20;

    private EpochChart() {}

    /**
     * A figure of the page.
     *
     * @param hint how to read it
     */
    record Figure(String title, String hint, ScoreChart chart) {}

    /** None before a trial is done. */
    static List<Figure> of(AnnotatorResults results) {
        Map<String, List<EpochScores>> curves = curves(results);
        if (curves.isEmpty()) {
            return List.of();
        }
        return List.of(
                new Figure("Loss", "of training, and log loss of labels on dev; lower is better", losses(curves)),
                figure(
                        "Accuracy",
                        "of individual labels on dev; higher is better",
                        results,
                        curves,
                        EpochScores::accuracy,
                        AnnotatorScore.ACCURACY),
                figure(
                        "Macro-F1",
                        "of individual labels on dev; higher is better",
                        results,
                        curves,
                        EpochScores::macroF1,
                        AnnotatorScore.MACRO_F1),
                figure(
                        "Soft cross-entropy",
                        "against the shares of an item’s labels on dev; lower is better",
                        results,
                        curves,
                        EpochScores::softCrossEntropy,
                        AnnotatorScore.SOFT_CE));
    }

    private static Map<String, List<EpochScores>> curves(AnnotatorResults results) {
        Map<String, List<EpochScores>> curves = new LinkedHashMap<>();
        results.chosenTrial().ifPresent(best -> {
            curves.put(results.name(best), best.epochs());
            results.trials().stream()
                    .filter(trial ->
                            trial.baseline() && trial.seed() == best.seed() && trial.state() == TrialResult.State.DONE)
                    .findFirst()
                    .ifPresent(baseline -> curves.put(results.name(baseline), baseline.epochs()));
        });
        return curves;
    }

    private static ScoreChart losses(Map<String, List<EpochScores>> curves) {
        List<Series> series = new ArrayList<>();
        curves.forEach((name, epochs) -> {
            series.add(line(name + ", training", epochs, EpochScores::loss));
            series.add(line(name + ", dev", epochs, EpochScores::logLoss));
        });
        return chart("Loss", curves, series, List.of());
    }

    private static Figure figure(
            String title,
            String hint,
            AnnotatorResults results,
            Map<String, List<EpochScores>> curves,
            ToDoubleFunction<EpochScores> value,
            AnnotatorScore reference) {
        List<Series> series = new ArrayList<>();
        curves.forEach((name, epochs) -> series.add(line(name, epochs, value)));
        List<Reference> references = results.references().stream()
                .map(one -> new Reference(one.name(), reference.of(one.dev())))
                .toList();
        return new Figure(title, hint, chart(title, curves, series, references));
    }

    private static Series line(String name, List<EpochScores> epochs, ToDoubleFunction<EpochScores> value) {
        List<Mark> marks = epochs.stream()
                .map(epoch -> new Mark(epoch.epoch() + 1.0, value.applyAsDouble(epoch)))
                .toList();
        return new Series(name, marks, List.of());
    }

    private static ScoreChart chart(
            String score, Map<String, List<EpochScores>> curves, List<Series> series, List<Reference> references) {
        int last = curves.values().stream().mapToInt(List::size).max().orElse(1);
        int step = (last + MOST_TICKS - 1) / MOST_TICKS;
        List<GridAxis.Tick> ticks = IntStream.rangeClosed(1, last)
                .filter(epoch -> epoch % step == 0 || epoch == 1)
                .mapToObj(epoch -> new GridAxis.Tick(epoch, String.valueOf(epoch)))
                .toList();
        return new ScoreChart(score, "epoch", true, false, ticks, series, references);
    }
}

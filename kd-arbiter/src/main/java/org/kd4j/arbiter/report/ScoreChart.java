package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;

/**
 * A score on dev over the grid, as {@code report.js} draws it.
 *
 * @param score its name
 * @param axis name of the x axis
 * @param numeric whether positions on the axis are values, so that lines may join them
 * @param logarithmic whether the axis is better logarithmic: its values span more than a decade
 * @param references scores of teacher and baseline, horizontal lines
 */
record ScoreChart(
        String score,
        String axis,
        boolean numeric,
        boolean logarithmic,
        List<GridAxis.Tick> ticks,
        List<Series> series,
        List<Reference> references) {
    private static final double DECADE = 10;

    /**
     * @param means one for every point, over its seeds
     * @param runs the single trainings; empty where every point has one, which is its mean
     */
    record Series(String name, List<Mark> means, List<Mark> runs) {}

    /** A point of the plane. */
    record Mark(double x, double y) {}

    /** A horizontal line. */
    record Reference(String name, double y) {}

    static ScoreChart of(SweepResults results, Score score) {
        List<GridPoint> all = GridPoint.of(results.trials());
        List<GridPoint> points = all.stream().filter(point -> !point.baseline()).toList();
        GridAxis axis = GridAxis.of(points);
        List<Reference> references = new ArrayList<>();
        references.add(new Reference("teacher", score.of(results.teacher().dev())));
        all.stream()
                .filter(point -> point.baseline() && !point.done().isEmpty())
                .forEach(point -> references.add(new Reference("baseline", mean(point, score))));
        return new ScoreChart(
                score.heading(),
                axis.title(),
                axis.numeric(),
                axis.numeric() && isLogarithmic(axis.ticks()),
                axis.ticks(),
                series(points, axis, score),
                references);
    }

    private static List<Series> series(List<GridPoint> points, GridAxis axis, Score score) {
        Map<String, Series> series = new LinkedHashMap<>();
        for (int i = 0; i < points.size(); i++) {
            GridPoint point = points.get(i);
            double x = axis.position(point, i);
            Series line = series.computeIfAbsent(
                    axis.series(point), name -> new Series(name, new ArrayList<>(), new ArrayList<>()));
            List<TrialResult> done = point.done();
            if (!done.isEmpty()) {
                line.means.add(new Mark(x, mean(point, score)));
            }
            if (done.size() > 1) {
                done.forEach(trial -> line.runs.add(new Mark(x, score.of(trial.dev()))));
            }
        }
        series.values().forEach(line -> line.means.sort(Comparator.comparingDouble(Mark::x)));
        return List.copyOf(series.values());
    }

    private static double mean(GridPoint point, Score score) {
        return point.spread(trial -> score.of(trial.dev())).mean();
    }

    private static boolean isLogarithmic(List<GridAxis.Tick> ticks) {
        double lowest = ticks.get(0).x();
        return lowest > 0 && ticks.get(ticks.size() - 1).x() > DECADE * lowest;
    }
}

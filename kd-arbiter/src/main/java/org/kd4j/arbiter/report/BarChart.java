package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.kd4j.arbiter.results.EpochWeights;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.core.evaluation.SubgroupMetrics;
import org.kd4j.core.training.WeightHistogram;

/**
 * Numbers side by side in categories, as {@code report.js} draws them.
 *
 * @param title what it shows
 * @param hint how to read it
 * @param axis name of the categories
 * @param value name of the numbers
 */
record BarChart(String title, String hint, String axis, String value, List<String> categories, List<Bars> series) {

    /** @param values one a category; null where it is undefined */
    record Bars(String name, List<Double> values) {}

    /** Those that there is something to show of. */
    static List<BarChart> of(SweepResults results) {
        List<BarChart> charts = new ArrayList<>();
        if (results.hasGroups() && !results.teacher().dev().groups().subgroups().isEmpty()) {
            charts.add(subgroups(results));
        }
        results.chosenTrial()
                .filter(trial -> !trial.weights().isEmpty())
                .ifPresent(trial -> charts.add(weights(trial.weights())));
        return charts;
    }

    private static BarChart subgroups(SweepResults results) {
        return new BarChart(
                "AUROC within each group on dev",
                "higher is better; no bar: undefined",
                "group",
                "AUROC",
                results.teacher().dev().groups().subgroups().stream()
                        .map(SubgroupMetrics::name)
                        .toList(),
                Contender.byObjective(results).stream()
                        .map(contender -> new Bars(contender.name(), aurocs(contender)))
                        .toList());
    }

    private static List<Double> aurocs(Contender contender) {
        List<SubgroupMetrics> subgroups = contender.dev().groups().subgroups();
        Double[] values = new Double[subgroups.size()];
        for (int i = 0; i < values.length; i++) {
            OptionalDouble auroc = subgroups.get(i).subgroupAuroc();
            values[i] = auroc.isPresent() ? (Double) auroc.getAsDouble() : null;
        }
        return Arrays.asList(values);
    }

    private static BarChart weights(List<EpochWeights> epochs) {
        return new BarChart(
                "Weights of training records, best student",
                "by epoch",
                "weight",
                "records",
                WeightHistogram.BINS,
                epochs.stream()
                        .map(epoch -> new Bars(
                                "epoch " + (epoch.epoch() + 1),
                                WeightHistogram.BINS.stream()
                                        .map(bin -> (double) epoch.records().get(bin))
                                        .toList()))
                        .toList());
    }
}

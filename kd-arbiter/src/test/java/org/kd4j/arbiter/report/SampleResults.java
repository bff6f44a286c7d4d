package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.kd4j.arbiter.results.Choice;
import org.kd4j.arbiter.results.EpochWeights;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.batch.Groups;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.training.WeightHistogram;

/** Made-up results. */
final class SampleResults {
    static final String HOSTILE = "<script>alert(1)</script>";
    static final String TEMPERATURE = "objective.temperature";
    static final String ALPHA = "objective.alpha";

    private SampleResults() {}

    /** Scores of 10 records, of which the first {@code hits} are right, all with confidence 0.9. */
    static Scores scores(int hits, double agreement) {
        int[] labels = new int[10];
        double[][] probabilities = new double[10][];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
            boolean predictsFirst = i % 2 == 0 == i < hits;
            probabilities[i] = predictsFirst ? new double[] {0.9, 0.1} : new double[] {0.1, 0.9};
        }
        return new Scores(Metrics.of(labels, probabilities), agreement);
    }

    private static final int[] GROUP_LABELS = {0, 0, 1, 1, 0, 1, 0, 1};
    /** Rows 0 to 3 are members of "a", 4 and 5 of "b". */
    private static final Groups GROUPS =
            new Groups(List.of("a", "b", "=nobody"), new int[][] {{0}, {0}, {0}, {0}, {1}, {1}, {}, {}});

    /** Scores of 8 records, four of them positive, by their probabilities of that. */
    private static Scores grouped(double... positive) {
        double[][] probabilities =
                DoubleStream.of(positive).mapToObj(p -> new double[] {1 - p, p}).toArray(double[][]::new);
        return new Scores(
                Metrics.of(GROUP_LABELS, probabilities), 1, GroupMetrics.of(GROUP_LABELS, probabilities, GROUPS, 1));
    }

    /** A teacher, the student alone and one weighed student, on records with groups. */
    static SweepResults withGroups() {
        Scores teacher = grouped(0.6, 0.2, 0.4, 0.9, 0.1, 0.8, 0.3, 0.7);
        Scores alone = grouped(0.4, 0.2, 0.4, 0.9, 0.5, 0.3, 0.3, 0.7);
        Map<String, Long> counts = new LinkedHashMap<>();
        WeightHistogram.BINS.forEach(
                bin -> counts.put(bin, bin.equals("0") ? 30L : bin.equals("1 to 1.25") ? 12L : 0L));
        TrialResult baseline =
                new TrialResult(0, true, Map.of(), 1, TrialResult.State.DONE, alone, alone, 1234, 1, null);
        TrialResult trial = new TrialResult(
                1,
                false,
                Map.of(TEMPERATURE, 2),
                1,
                TrialResult.State.DONE,
                teacher,
                teacher,
                Map.of(),
                1234,
                1,
                List.of(new EpochWeights(0, counts)),
                List.of(),
                null);
        return new SweepResults(
                "made-up",
                false,
                List.of("negative", "positive"),
                "positive",
                new SweepResults.DataSummary(100, 8, 8, 128, 2, 1),
                new SweepResults.TeacherSummary("minilm", "probe", teacher, teacher),
                "transformer",
                "dedier",
                List.of(baseline, trial, planned(2, Map.of(TEMPERATURE, 4))),
                Choice.ACCURACY,
                1);
    }

    static TrialResult baseline(int number, int hits) {
        return new TrialResult(
                number,
                true,
                Map.of(),
                1,
                TrialResult.State.DONE,
                scores(hits, 0.6),
                scores(hits - 1, 0.5),
                1234,
                3.5,
                null);
    }

    static TrialResult done(int number, Map<String, Object> parameters, long seed, int hits) {
        return new TrialResult(
                number, false, parameters, seed, TrialResult.State.DONE, scores(hits, 0.8), null, 1234, 12.5, null);
    }

    static TrialResult planned(int number, Map<String, Object> parameters) {
        return new TrialResult(number, false, parameters, 1, TrialResult.State.PLANNED, null, null, 0, 0, null);
    }

    static TrialResult failed(int number, Map<String, Object> parameters, String error) {
        return new TrialResult(number, false, parameters, 1, TrialResult.State.FAILED, null, null, 0, 0, error);
    }

    static Map<String, Object> point(Object temperature, Object alpha) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put(TEMPERATURE, temperature);
        point.put(ALPHA, alpha);
        return point;
    }

    static SweepResults results(int chosen, List<TrialResult> trials) {
        return new SweepResults(
                "made-up",
                false,
                List.of("negative", "positive"),
                null,
                new SweepResults.DataSummary(100, 10, 10, 128, 2, 1),
                new SweepResults.TeacherSummary("minilm", "probe", scores(9, 1), scores(8, 1)),
                "kim-cnn",
                "hinton",
                trials,
                Choice.ACCURACY,
                chosen);
    }

    static SweepResults demonstration(List<String> labels, SweepResults of) {
        return changed(of, true, labels, of.choice());
    }

    static SweepResults chosenBy(Choice choice, SweepResults of) {
        return changed(of, of.demonstration(), of.labels(), choice);
    }

    private static SweepResults changed(SweepResults of, boolean demonstration, List<String> labels, Choice choice) {
        return new SweepResults(
                of.title(),
                demonstration,
                labels,
                of.positiveLabel(),
                of.data(),
                of.teacher(),
                of.student(),
                of.objective(),
                of.trials(),
                choice,
                of.chosen());
    }

    /** Two temperatures and two alphas: the third trial is the best and was evaluated on test, the last one failed. */
    static SweepResults grid() {
        List<TrialResult> trials = new ArrayList<>();
        trials.add(baseline(0, 6));
        trials.add(done(1, point(1, 0.5), 1, 7));
        trials.add(done(2, point(1, 0.9), 1, 5));
        trials.add(new TrialResult(
                3, false, point(4, 0.5), 1, TrialResult.State.DONE, scores(8, 0.9), scores(7, 0.7), 1234, 11.0, null));
        trials.add(failed(4, point(4, 0.9), "=cmd|' /C calc'!A0, \"quoted\""));
        return results(3, trials);
    }
}

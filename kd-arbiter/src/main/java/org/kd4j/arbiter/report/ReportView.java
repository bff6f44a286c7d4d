package org.kd4j.arbiter.report;

import java.util.List;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;

/**
 * What the template of the page shows, by the names it uses. All texts are as users wrote them: the template escapes.
 *
 * @param progress null once all trials are done or have failed
 * @param groups sets with scores by group; empty where no records have any
 * @param evaluations further sets; empty where there are none, or before the sweep is complete
 * @param keys of the grid
 */
record ReportView(
        SweepResults results,
        String summary,
        String progress,
        List<String> headings,
        List<ContenderView> contenders,
        List<BarChart> bars,
        List<GroupedSet> groups,
        List<String> evaluationHeadings,
        List<EvaluationView> evaluations,
        List<Key> keys,
        List<TrialView> trials,
        List<TrialResult> failed) {

    /** A dotted key and its last part. */
    record Key(String full, String name) {}

    static ReportView of(SweepResults results) {
        List<String> keys = GridPoint.keys(results.trials());
        List<Score> scores = Score.of(results);
        return new ReportView(
                results,
                Summary.of(results),
                progress(results.trials()),
                scores.stream().map(Score::heading).toList(),
                Contender.of(results).stream()
                        .map(contender -> ContenderView.of(contender, scores, results.labels()))
                        .toList(),
                BarChart.of(results),
                GroupedSet.of(results),
                EvaluationView.headings(results),
                EvaluationView.of(results),
                keys.stream().map(key -> new Key(key, Format.shortName(key))).toList(),
                results.trials().stream()
                        .map(trial -> TrialView.of(trial, scores, keys, trial.number() == results.chosen()))
                        .toList(),
                results.trials().stream()
                        .filter(trial -> trial.state() == TrialResult.State.FAILED)
                        .toList());
    }

    private static String progress(List<TrialResult> trials) {
        long over = trials.stream()
                .filter(trial -> trial.state() == TrialResult.State.DONE || trial.state() == TrialResult.State.FAILED)
                .count();
        return over == trials.size() ? null : over + " of " + trials.size() + " trials done";
    }

    boolean anyEvaluations() {
        return !evaluations.isEmpty();
    }

    /** Named apart from {@link #failed}, so that a section can stand around the loop. */
    boolean anyFailed() {
        return !failed.isEmpty();
    }
}

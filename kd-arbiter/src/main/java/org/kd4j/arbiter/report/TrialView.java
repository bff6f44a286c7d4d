package org.kd4j.arbiter.report;

import java.util.List;
import java.util.Locale;
import org.kd4j.arbiter.results.TrialResult;

/**
 * A row of the page's table of trials.
 *
 * @param values of the grid's keys
 * @param dev scores on dev, dashes before the trial is done
 */
record TrialView(
        int number,
        boolean chosen,
        boolean baseline,
        List<String> values,
        long seed,
        String state,
        List<String> dev,
        String parameters,
        String seconds) {

    static TrialView of(TrialResult trial, List<Score> scores, List<String> keys, boolean chosen) {
        boolean done = trial.state() == TrialResult.State.DONE;
        return new TrialView(
                trial.number(),
                chosen,
                trial.baseline(),
                keys.stream().map(key -> value(trial, key)).toList(),
                trial.seed(),
                trial.state().name().toLowerCase(Locale.ROOT),
                Score.texts(scores, trial.dev()),
                done ? Format.count(trial.studentParameters()) : Format.NONE,
                done ? Format.seconds(trial.seconds()) : Format.NONE);
    }

    private static String value(TrialResult trial, String key) {
        Object value = trial.parameters().get(key);
        return value == null ? Format.NONE : value.toString();
    }
}

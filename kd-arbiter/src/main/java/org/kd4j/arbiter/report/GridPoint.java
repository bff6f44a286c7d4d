package org.kd4j.arbiter.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.kd4j.arbiter.results.TrialResult;

/**
 * A point of the grid, or the baseline.
 *
 * @param trials its trainings, one a seed; at least one
 */
record GridPoint(List<TrialResult> trials) {
    private record Key(boolean baseline, Map<String, Object> parameters) {}

    /** The points in the order of their first trials. */
    static List<GridPoint> of(List<TrialResult> trials) {
        return trials.stream()
                .collect(Collectors.groupingBy(
                        trial -> new Key(trial.baseline(), trial.parameters()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values()
                .stream()
                .map(GridPoint::new)
                .toList();
    }

    /** Keys of the grid in the order in which the trials name them. */
    static List<String> keys(List<TrialResult> trials) {
        return trials.stream()
                .flatMap(trial -> trial.parameters().keySet().stream())
                .distinct()
                .toList();
    }

    String name() {
        return trials.get(0).name();
    }

    boolean baseline() {
        return trials.get(0).baseline();
    }

    Map<String, Object> parameters() {
        return trials.get(0).parameters();
    }

    boolean holds(int number) {
        return trials.stream().anyMatch(trial -> trial.number() == number);
    }

    List<TrialResult> done() {
        return trials.stream()
                .filter(trial -> trial.state() == TrialResult.State.DONE)
                .toList();
    }

    /** The state furthest on; the states are declared in this order. */
    String state() {
        return trials.stream()
                .map(TrialResult::state)
                .max(TrialResult.State::compareTo)
                .orElseThrow()
                .name()
                .toLowerCase(Locale.ROOT);
    }

    /** Over the trials that are done, of which there must be one. */
    Spread spread(ToDoubleFunction<TrialResult> value) {
        return Spread.of(done().stream().mapToDouble(value));
    }
}

package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;

/**
 * A row of a table: a reference, or a point of the grid.
 *
 * @param state of a point that is not done; null of others
 * @param dev one a seed; none before the point is done
 * @param test the same; none where there is no test set
 * @param seconds of one training; not a number for a reference
 */
record AnnotatorRow(
        String name,
        boolean chosen,
        boolean reference,
        String state,
        List<Scores> dev,
        List<Scores> test,
        double seconds) {

    /** The references, then the baseline, then the points, in their order. */
    static List<AnnotatorRow> of(AnnotatorResults results) {
        List<AnnotatorRow> rows = new ArrayList<>();
        results.references()
                .forEach(one -> rows.add(new AnnotatorRow(
                        one.name(),
                        false,
                        true,
                        null,
                        List.of(one.dev()),
                        one.test() == null ? List.of() : List.of(one.test()),
                        Double.NaN)));
        for (GridPoint point : GridPoint.of(results.trials())) {
            List<TrialResult> done = point.done();
            rows.add(new AnnotatorRow(
                    results.name(point.trials().get(0)),
                    point.holds(results.chosen()),
                    false,
                    done.isEmpty() ? point.state() : null,
                    done.stream().map(TrialResult::dev).toList(),
                    done.stream()
                            .map(TrialResult::test)
                            .filter(scores -> scores != null)
                            .toList(),
                    done.isEmpty()
                            ? Double.NaN
                            : point.spread(TrialResult::seconds).mean()));
        }
        return rows;
    }

    /** Mean, and the standard deviation where there are several seeds; a dash without scores; see {@link Spread#text}. */
    static String text(AnnotatorScore score, List<Scores> seeds, String between) {
        if (seeds.isEmpty()) {
            return Format.NONE;
        }
        return Spread.of(seeds.stream().mapToDouble(score::of)).text(between);
    }

    List<String> texts(List<AnnotatorScore> scores, Function<AnnotatorRow, List<Scores>> set, String between) {
        return scores.stream()
                .map(score -> text(score, set.apply(this), between))
                .toList();
    }
}

package org.kd4j.arbiter.report;

import java.util.function.Function;
import java.util.stream.Collectors;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;

/** The outcome of a sweep in a sentence or two. */
final class Summary {
    private Summary() {}

    static String of(SweepResults results) {
        return Contender.best(results)
                .map(best -> "Best distilled student on dev: " + best.name() + " (trial " + results.chosen()
                        + "), " + results.choice().text() + " "
                        + compare(results, best, Contender::dev) + "."
                        + (best.test() == null ? "" : " On test: " + compare(results, best, Contender::test) + ".")
                        + (isBeaten(results, best) ? " The student without a teacher did better on dev." : ""))
                .orElseGet(() -> "No trial is done yet. The teacher's "
                        + results.choice().text() + " on dev is "
                        + number(results, results.teacher().dev()) + ".");
    }

    private static boolean isBeaten(SweepResults results, Contender best) {
        return Contender.baseline(results)
                .filter(baseline -> results.choice().worth(baseline.dev())
                        > results.choice().worth(best.dev()))
                .isPresent();
    }

    private static String compare(SweepResults results, Contender best, Function<Contender, Scores> set) {
        String others = Contender.of(results).stream()
                .filter(other -> !other.chosen() && set.apply(other) != null)
                .map(other -> other.name() + " " + number(results, set.apply(other)))
                .collect(Collectors.joining(", "));
        return number(results, set.apply(best)) + (others.isEmpty() ? "" : " (" + others + ")");
    }

    private static String number(SweepResults results, Scores scores) {
        return Format.rate(results.choice().value(scores));
    }
}

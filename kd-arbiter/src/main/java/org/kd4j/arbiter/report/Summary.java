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
                        + "), accuracy "
                        + compare(results, best, Contender::dev) + "."
                        + (best.test() == null ? "" : " On test: " + compare(results, best, Contender::test) + ".")
                        + (isBeaten(results, best) ? " The student without a teacher did better on dev." : ""))
                .orElseGet(() -> "No trial is done yet. The teacher's accuracy on dev is "
                        + accuracy(results.teacher().dev()) + ".");
    }

    private static boolean isBeaten(SweepResults results, Contender best) {
        return Contender.baseline(results)
                .filter(baseline -> Score.ACCURACY.of(baseline.dev()) > Score.ACCURACY.of(best.dev()))
                .isPresent();
    }

    private static String compare(SweepResults results, Contender best, Function<Contender, Scores> set) {
        String others = Contender.of(results).stream()
                .filter(other -> !other.chosen() && set.apply(other) != null)
                .map(other -> other.name() + " " + accuracy(set.apply(other)))
                .collect(Collectors.joining(", "));
        return accuracy(set.apply(best)) + (others.isEmpty() ? "" : " (" + others + ")");
    }

    private static String accuracy(Scores scores) {
        return Format.rate(Score.ACCURACY.of(scores));
    }
}

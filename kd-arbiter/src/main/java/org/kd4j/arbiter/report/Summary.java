package org.kd4j.arbiter.report;

import java.util.Optional;
import java.util.function.Function;
import org.kd4j.arbiter.sweep.Scores;
import org.kd4j.arbiter.sweep.SweepResults;

/** The outcome of a sweep in a sentence or two. */
final class Summary {
    private Summary() {}

    static String of(SweepResults results) {
        Contender teacher = Contender.teacher(results);
        return Contender.best(results)
                .map(best -> "Best on dev is " + best.name() + " (trial " + results.chosen() + ") with "
                        + compare(results, best, Contender::dev) + "."
                        + (best.test() == null
                                ? ""
                                : " On test it has " + compare(results, best, Contender::test) + "."))
                .orElseGet(() -> "No trial is done yet; the teacher has " + accuracy(teacher.dev()) + " on dev.");
    }

    private static String compare(SweepResults results, Contender best, Function<Contender, Scores> set) {
        Scores teacher = set.apply(Contender.teacher(results));
        Optional<Scores> baseline = Contender.baseline(results).map(set);
        return accuracy(set.apply(best))
                + (teacher == null ? "" : ", the teacher " + rate(teacher))
                + baseline.map(scores -> ", the baseline " + rate(scores)).orElse("");
    }

    private static String accuracy(Scores scores) {
        return "an accuracy of " + rate(scores);
    }

    private static String rate(Scores scores) {
        return Format.rate(Score.ACCURACY.of(scores));
    }
}

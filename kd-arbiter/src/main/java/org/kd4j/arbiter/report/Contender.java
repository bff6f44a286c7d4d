package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;

/**
 * One of the classifiers that a sweep comes down to: the teacher, the baseline, the best distilled student.
 *
 * @param chosen whether it is the best student
 * @param test null where it was not evaluated on test
 */
record Contender(String name, boolean chosen, Scores dev, Scores test) {
    private static final Comparator<TrialResult> BEST_ON_DEV_FIRST = Comparator.comparing(
                    (TrialResult trial) -> -trial.dev().metrics().accuracy())
            .thenComparing(trial -> trial.dev().metrics().logLoss());
    private static final Comparator<TrialResult> BEST_FIRST =
            Comparator.comparing((TrialResult trial) -> trial.test() == null).thenComparing(BEST_ON_DEV_FIRST);
    private static final String OBJECTIVE = "objective.kind";

    /** Those that there are, in this order. */
    static List<Contender> of(SweepResults results) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(teacher(results));
        baseline(results).ifPresent(contenders::add);
        best(results).ifPresent(contenders::add);
        return contenders;
    }

    /** The teacher, the student alone, and the best student of each objective on dev, named by what taught them. */
    static List<Contender> byObjective(SweepResults results) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(teacher(results));
        baseline(results).ifPresent(one -> contenders.add(new Contender("student", false, one.dev(), one.test())));
        results.trials().stream()
                .filter(trial -> !trial.baseline() && trial.state() == TrialResult.State.DONE)
                .sorted(BEST_ON_DEV_FIRST)
                .collect(Collectors.toMap(
                        trial -> trial.parameters().getOrDefault(OBJECTIVE, results.objective()),
                        trial -> trial,
                        (best, other) -> best,
                        LinkedHashMap::new))
                .forEach((objective, best) -> contenders.add(new Contender(
                        "student + " + objective, best.number() == results.chosen(), best.dev(), best.test())));
        return contenders;
    }

    static Contender teacher(SweepResults results) {
        return new Contender(
                "teacher", false, results.teacher().dev(), results.teacher().test());
    }

    /** The baseline of several seeds is one that was evaluated on test, the best on dev among these. */
    static Optional<Contender> baseline(SweepResults results) {
        return results.trials().stream()
                .filter(TrialResult::baseline)
                .filter(trial -> trial.state() == TrialResult.State.DONE)
                .min(BEST_FIRST)
                .map(trial -> new Contender(trial.name(), false, trial.dev(), trial.test()));
    }

    static Optional<Contender> best(SweepResults results) {
        return results.chosenTrial().map(trial -> new Contender(trial.name(), true, trial.dev(), trial.test()));
    }
}

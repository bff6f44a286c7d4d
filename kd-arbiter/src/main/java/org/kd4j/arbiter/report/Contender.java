package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param evaluations on further sets, by name; those where it was not evaluated are not there
 */
record Contender(String name, boolean chosen, Scores dev, Scores test, Map<String, Scores> evaluations) {
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
        baseline(results).ifPresent(one -> contenders.add(one.named("student")));
        results.trials().stream()
                .filter(trial -> !trial.baseline() && trial.state() == TrialResult.State.DONE)
                .sorted(results.choice().bestFirst())
                .collect(Collectors.toMap(
                        trial -> trial.parameters().getOrDefault(OBJECTIVE, results.objective()),
                        trial -> trial,
                        (best, other) -> best,
                        LinkedHashMap::new))
                .forEach((objective, best) -> contenders.add(
                        of(best, best.number() == results.chosen()).named("student + " + objective)));
        return contenders;
    }

    static Contender teacher(SweepResults results) {
        SweepResults.TeacherSummary teacher = results.teacher();
        return new Contender("teacher", false, teacher.dev(), teacher.test(), teacher.evaluations());
    }

    private static Contender of(TrialResult trial, boolean chosen) {
        return new Contender(trial.name(), chosen, trial.dev(), trial.test(), trial.evaluations());
    }

    private Contender named(String other) {
        return new Contender(other, chosen, dev, test, evaluations);
    }

    /** The baseline of several seeds is one that was evaluated on test, the best on dev among these. */
    static Optional<Contender> baseline(SweepResults results) {
        return results.trials().stream()
                .filter(TrialResult::baseline)
                .filter(trial -> trial.state() == TrialResult.State.DONE)
                .min(Comparator.comparing((TrialResult trial) -> trial.test() == null)
                        .thenComparing(results.choice().bestFirst()))
                .map(trial -> of(trial, false));
    }

    static Optional<Contender> best(SweepResults results) {
        return results.chosenTrial().map(trial -> of(trial, true));
    }
}

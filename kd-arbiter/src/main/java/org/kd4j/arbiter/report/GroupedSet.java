package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;

/**
 * A set of which the records have groups.
 *
 * @param contenders who was scored on it
 */
record GroupedSet(String set, List<GroupsView> contenders) {

    /** Dev, and further sets where they were asked. */
    static List<GroupedSet> of(SweepResults results) {
        List<GroupedSet> sets = new ArrayList<>();
        add(sets, "dev", Contender.byObjective(results), Contender::dev);
        for (String name : results.data().evaluations().keySet()) {
            add(
                    sets,
                    name,
                    Contender.of(results),
                    contender -> contender.evaluations().get(name));
        }
        return sets;
    }

    private static void add(
            List<GroupedSet> sets, String set, List<Contender> contenders, Function<Contender, Scores> scoresOn) {
        List<GroupsView> grouped = contenders.stream()
                .filter(contender -> hasGroups(scoresOn.apply(contender)))
                .map(contender -> GroupsView.of(contender, scoresOn.apply(contender)))
                .toList();
        if (!grouped.isEmpty()) {
            sets.add(new GroupedSet(set, grouped));
        }
    }

    private static boolean hasGroups(Scores scores) {
        return scores != null
                && scores.groups() != null
                && !scores.groups().subgroups().isEmpty();
    }
}

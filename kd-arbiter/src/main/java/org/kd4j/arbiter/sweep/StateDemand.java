package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ObjectiveConfig.Pkd;
import org.kd4j.arbiter.config.ObjectiveConfig.Pkd.HiddenStates;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.LayerMap;

/**
 * Which hidden states of the teacher the trials of a sweep match, one set for all of them, and how they are overwritten.
 *
 * @param source where they come from
 * @param matches one for each trial that matches any
 * @param interventions empty where no trial learns from counterfactuals
 */
record StateDemand(HiddenStates source, List<Match> matches, Optional<InterventionDemand> interventions) {

    /** States that nobody overwrites. */
    StateDemand(HiddenStates source, List<Match> matches) {
        this(source, matches, Optional.empty());
    }

    /** What one trial matches. */
    record Match(LayerMap layers, int studentBlocks) {}

    static StateDemand of(List<Trial<Config>> trials) {
        HiddenStates source = HiddenStates.CACHED;
        List<Match> matches = new ArrayList<>();
        for (Trial<Config> trial : trials) {
            Optional<Pkd> matching = trial.config().objective().matching();
            if (matching.isPresent()) {
                source = matching.get().hiddenStates();
                matches.add(new Match(matching.get().layers(), Students.blocks(trial.config())));
            }
        }
        return new StateDemand(source, matches, InterventionDemand.of(trials));
    }

    boolean isEmpty() {
        return matches.isEmpty();
    }

    /**
     * The teacher's blocks that any trial needs, ascending.
     *
     * @param depth number of the teacher's blocks
     * @throws org.kd4j.core.failure.InvalidConfig if a layer map has no pairs for student and teacher
     */
    List<Integer> teacherBlocks(int depth) {
        return matches.stream()
                .flatMap(match -> match.layers().pairs(match.studentBlocks(), depth).stream())
                .map(BlockPair::teacher)
                .distinct()
                .sorted()
                .toList();
    }
}

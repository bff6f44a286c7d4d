package org.kd4j.arbiter.sweep;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.StudentConfig.Transformer;

/**
 * The interventions of a sweep in which a trial learns from counterfactuals.
 *
 * @param measured whose interventions students are measured by, one for all of them: that of the first such trial
 * @param pairings of objectives with the students that they are for
 */
record InterventionDemand(DiitoConfig measured, Set<Pairing> pairings) {

    /** Must be aligned with the teacher. */
    record Pairing(DiitoConfig objective, Transformer student) {}

    /** @return empty where no trial learns from any */
    static Optional<InterventionDemand> of(List<Trial<Config>> trials) {
        Optional<DiitoConfig> first = trials.stream()
                .filter(trial -> trial.config().objective() instanceof DiitoConfig)
                .map(trial -> (DiitoConfig) trial.config().objective())
                .findFirst();
        return first.map(measured -> new InterventionDemand(measured, pairings(measured, trials)));
    }

    private static Set<Pairing> pairings(DiitoConfig measured, List<Trial<Config>> trials) {
        Set<Pairing> pairings = new LinkedHashSet<>();
        for (Trial<Config> trial : trials) {
            if (trial.config().student() instanceof Transformer student) {
                if (trial.config().objective() instanceof DiitoConfig objective) {
                    pairings.add(new Pairing(objective, student));
                }
                pairings.add(new Pairing(measured, student));
            }
        }
        return pairings;
    }

    /** @throws org.kd4j.core.failure.InvalidConfig if one of them does not fit the teacher */
    void checkWith(TeacherSizes teacher) {
        pairings.forEach(one -> teacher.alignments(one.objective(), one.student()));
    }
}

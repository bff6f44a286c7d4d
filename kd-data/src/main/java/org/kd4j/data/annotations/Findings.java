package org.kd4j.data.annotations;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.failure.InvalidInput;

/** Counts what is not as it should be, or refuses it. */
final class Findings {
    private final Map<AnnotationCase, Tally> tallies = new EnumMap<>(AnnotationCase.class);

    private static final class Tally {
        private final Treatment treatment;
        private final List<String> examples = new ArrayList<>();
        private int count;

        Tally(Treatment treatment) {
            this.treatment = treatment;
        }
    }

    /**
     * Something was found.
     *
     * @param where file and line
     * @throws InvalidInput if the treatment refuses it
     */
    void meet(AnnotationCase kind, Treatment treatment, Object where, String found) {
        meet(kind, treatment, where, found, kind.expected());
    }

    /** The same where more can be said of what was expected. */
    void meet(AnnotationCase kind, Treatment treatment, Object where, String found, String expected) {
        if (treatment.refuses()) {
            throw new InvalidInput(where.toString(), found, expected, kind.advice());
        }
        Tally tally = tallies.computeIfAbsent(kind, first -> new Tally(treatment));
        tally.count++;
        if (tally.examples.size() < Finding.EXAMPLES) {
            tally.examples.add(where + ": " + found);
        }
    }

    /** In the order of the kinds. */
    List<Finding> all() {
        return tallies.entrySet().stream()
                .map(entry -> new Finding(
                        entry.getKey(), entry.getValue().count, entry.getValue().treatment, entry.getValue().examples))
                .toList();
    }
}

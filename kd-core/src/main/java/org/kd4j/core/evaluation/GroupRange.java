package org.kd4j.core.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * From the group that a classifier serves worst, by one measure, to the one that it serves best; groups of which the
 * measure is undefined are left out.
 *
 * @param worstGroup its name, the first one's among equals
 * @param worst the measure of the worst group
 * @param bestGroup its name, the first one's among equals
 * @param best the measure of the best group
 * @param gap best - worst
 */
public record GroupRange(String worstGroup, double worst, String bestGroup, double best, double gap) {

    /** Empty where the measure is undefined of every group. */
    static Optional<GroupRange> of(List<SubgroupMetrics> subgroups, Function<SubgroupMetrics, OptionalDouble> measure) {
        SubgroupMetrics worst = null;
        SubgroupMetrics best = null;
        for (SubgroupMetrics subgroup : subgroups) {
            OptionalDouble value = measure.apply(subgroup);
            if (value.isPresent()) {
                worst = worst == null || value.getAsDouble() < value(worst, measure) ? subgroup : worst;
                best = best == null || value.getAsDouble() > value(best, measure) ? subgroup : best;
            }
        }
        if (worst == null) {
            return Optional.empty();
        }
        double low = value(worst, measure);
        double high = value(best, measure);
        return Optional.of(new GroupRange(worst.name(), low, best.name(), high, high - low));
    }

    private static double value(SubgroupMetrics subgroup, Function<SubgroupMetrics, OptionalDouble> measure) {
        return measure.apply(subgroup).getAsDouble();
    }
}

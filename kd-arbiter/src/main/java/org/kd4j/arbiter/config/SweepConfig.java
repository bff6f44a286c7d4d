package org.kd4j.arbiter.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.arbiter.results.Choice;

/**
 * Which trainings a sweep makes.
 *
 * @param grid dotted key to the values it takes; the trials are all combinations
 * @param seeds each combination is trained once for every seed; empty: once, with training.seed
 * @param choice by which number on dev the best trial is chosen
 * @param baseline whether a training on the gold labels alone is added
 * @param parallel trainings at a time
 */
public record SweepConfig(
        Map<String, List<Object>> grid, List<Long> seeds, Choice choice, boolean baseline, int parallel) {
    public SweepConfig {
        grid = grid == null ? Map.of() : new LinkedHashMap<>(grid);
        grid.forEach((key, values) -> {
            if (values == null || values.isEmpty()) {
                throw new InvalidValue("grid", key + " without values", "at least one value a key");
            }
            if (values.contains(null)) {
                throw new InvalidValue("grid", key + " with an empty value", "a value between all commas");
            }
            Check.different("grid", values);
        });
        seeds = seeds == null ? List.of() : List.copyOf(seeds);
        Check.different("seeds", seeds);
        Check.present("choice", choice);
        Check.atLeast("parallel", parallel, 1);
    }
}

package org.kd4j.arbiter.sweep;

import java.util.Map;
import org.kd4j.arbiter.config.RunConfig;
import org.kd4j.arbiter.results.TrialResult;

/**
 * A training that a sweep is to make.
 *
 * @param number from 0; the baselines come first
 * @param baseline whether it is what others are compared with: it learns from the gold labels alone, or from majorities
 * @param parameters dotted key to value, in the order of the grid's keys; empty for a baseline
 * @param seed of the training
 * @param config with the parameters and the seed in it
 */
record Trial<C extends RunConfig>(int number, boolean baseline, Map<String, Object> parameters, long seed, C config) {

    TrialResult planned() {
        return new TrialResult(number, baseline, parameters, seed, TrialResult.State.PLANNED, null, null, 0, 0, null);
    }
}

package org.kd4j.arbiter.sweep;

import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.AnnotatorsConfig;
import org.kd4j.arbiter.config.AnnotatorsConfig.ClassWeights;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.failure.InvalidConfig;

/** One encoder reads one set of texts in a sweep. */
final class AnnotatorPlanning implements Planning<AnnotatorConfig> {
    @Override
    public AnnotatorConfig read(ConfigTree tree) {
        return tree.toAnnotatorConfig();
    }

    @Override
    public void checkVariable(String key) {
        boolean varies = key.startsWith("annotators.") || key.startsWith("training.");
        if (!varies || key.startsWith("annotators.encoder")) {
            throw new InvalidConfig(
                    "sweep.grid",
                    "the key '" + key + "'",
                    "keys of annotators, but for its encoder, or of training",
                    "Make one sweep for each value of " + key + ".");
        }
    }

    /** A plain classifier of majorities, where the models are none themselves. */
    @Override
    public Optional<ConfigTree> baseline(ConfigTree tree) {
        AnnotatorsConfig annotators = tree.toAnnotatorConfig().annotators();
        if (annotators instanceof AnnotatorsConfig.Majority) {
            return Optional.empty();
        }
        boolean each = annotators.classWeights() == ClassWeights.BALANCED_EACH;
        ConfigTree majority = tree.with("annotators.model", "majority", "baseline");
        return Optional.of(each ? majority.with("annotators.classWeights", "balanced", "baseline") : majority);
    }

    @Override
    public Map<String, String> ignored(AnnotatorConfig config) {
        return Map.of();
    }
}

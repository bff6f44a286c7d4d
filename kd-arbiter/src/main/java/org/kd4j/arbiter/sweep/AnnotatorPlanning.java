package org.kd4j.arbiter.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.config.AnnotatedDataConfig;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.AnnotatorsConfig;
import org.kd4j.arbiter.config.AnnotatorsConfig.ClassWeights;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.data.annotations.AnnotationPolicies.RareAnnotators;

/** One encoder reads one set of texts in a sweep. */
final class AnnotatorPlanning implements Planning<AnnotatorConfig> {
    private static final String MAJORITY = "majority";
    /** What a split is drawn by. */
    private static final List<String> DRAW = List.of("by", "train", "dev", "test", "seed");

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

    /** A plain classifier of majorities, unless all models of the sweep are such. */
    @Override
    public Optional<ConfigTree> baseline(ConfigTree tree) {
        AnnotatorConfig config = tree.toAnnotatorConfig();
        AnnotatorsConfig annotators = config.annotators();
        List<?> models = config.sweep().grid().getOrDefault("annotators.model", List.of(annotators.model()));
        if (models.stream().allMatch(MAJORITY::equals)) {
            return Optional.empty();
        }
        boolean each = annotators.classWeights() == ClassWeights.BALANCED_EACH;
        ConfigTree majority = tree.with("annotators.model", MAJORITY, "baseline");
        return Optional.of(each ? majority.with("annotators.classWeights", "balanced", "baseline") : majority);
    }

    @Override
    public Map<String, String> ignored(AnnotatorConfig config) {
        AnnotatedDataConfig data = config.data();
        Map<String, String> ignored = new LinkedHashMap<>();
        if (data.file() == null) {
            DRAW.forEach(key -> ignored.put("data.split." + key, "data.train and data.dev are files of their own"));
            ignored.put("data.split.parts", "data.train and data.dev are files of their own");
        } else if (data.split().parts() != null) {
            DRAW.forEach(key -> ignored.put("data.split." + key, "data.split.parts says what is where"));
        }
        if (data.policies().rareAnnotators() == RareAnnotators.KEEP) {
            ignored.put(
                    "data.policies.minimumLabels",
                    "data.policies.rareAnnotators keep drops nobody for having few labels");
        }
        if (config.annotators().pooler().width() == null) {
            List.of("activation", "dropout")
                    .forEach(key ->
                            ignored.put("annotators.pooler." + key, "without annotators.pooler.width there is none"));
        }
        return ignored;
    }
}

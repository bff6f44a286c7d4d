package org.kd4j.arbiter.sweep;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.failure.InvalidConfig;

/** One teacher reads one set of records in a sweep, and a student's tokens are read once. */
final class DistillationPlanning implements Planning<Config> {

    @Override
    public Config read(ConfigTree tree) {
        return tree.toConfig();
    }

    @Override
    public void checkVariable(String key) {
        boolean varies = key.startsWith("objective.") || key.startsWith("training.") || key.startsWith("student.");
        boolean shared = key.equals("student.tokenizer") || key.equals("objective.hiddenStates");
        if (!varies || shared) {
            throw new InvalidConfig(
                    "sweep.grid",
                    "the key '" + key + "'",
                    "keys of objective, training or student",
                    "Make one sweep for each value of " + key + ".");
        }
    }

    /** The gold labels alone. */
    @Override
    public Optional<ConfigTree> baseline(ConfigTree tree) {
        return Optional.of(tree.with("objective", Map.of("kind", "hard"), "baseline"));
    }

    @Override
    public Map<String, String> ignored(Config config) {
        Map<String, String> ignored = new LinkedHashMap<>();
        config.objective().ignored().forEach((name, reason) -> ignored.put("objective." + name, reason));
        return ignored;
    }
}

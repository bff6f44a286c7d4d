package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.failure.InvalidConfig;

/**
 * The trials of a sweep: a baseline for every seed, then every point of the grid. Points that differ only in settings
 * that change nothing there are one. All of their configurations are checked before the first training starts.
 */
final class Plan {
    private static final String SEED = "training.seed";

    private final Grid grid;
    private final Grid seeds;
    private final List<Trial> baselines = new ArrayList<>();
    private final List<Trial> points = new ArrayList<>();
    private final List<String> notices;

    /** @throws InvalidConfig if a key of the grid cannot vary within a sweep, or a trial's configuration is invalid */
    Plan(ConfigTree tree) {
        Config config = tree.toConfig();
        Map<String, List<?>> axes = new LinkedHashMap<>(config.sweep().grid());
        axes.keySet().forEach(Plan::checkVariable);
        List<Long> values = config.sweep().seeds().isEmpty()
                ? List.of(config.training().seed())
                : config.sweep().seeds();
        axes.put(SEED, values);
        seeds = new Grid(Map.of(SEED, values));
        Grid combinations = new Grid(axes);
        if (config.sweep().baseline()) {
            values.forEach(seed -> baselines.add(baseline(tree, baselines.size(), seed)));
        }
        IgnoredSettings ignored = new IgnoredSettings(key -> axes.containsKey(key) || tree.gives(key));
        Set<Map<String, Object>> different = new LinkedHashSet<>();
        for (Map<String, Object> combination : combinations.points()) {
            Config changed = at(tree, combination);
            Map<String, Object> point = ignored.without(changed.objective(), combination);
            if (different.add(point)) {
                points.add(trial(baselines.size() + points.size(), point, changed));
            }
        }
        grid = different.size() == combinations.points().size() ? combinations : Grid.of(different);
        notices = ignored.notices();
    }

    /** One teacher reads one set of records in a sweep, and a student's tokens are read once. */
    private static void checkVariable(String key) {
        boolean varies = key.startsWith("objective.") || key.startsWith("training.") || key.startsWith("student.");
        if (key.equals(SEED)) {
            throw new InvalidConfig("sweep.grid", "the key '" + key + "'", "seeds in sweep.seeds", "");
        }
        boolean shared = key.equals("student.tokenizer") || key.equals("objective.hiddenStates");
        if (!varies || shared) {
            throw new InvalidConfig(
                    "sweep.grid",
                    "the key '" + key + "'",
                    "keys of objective, training or student",
                    "Make one sweep for each value of " + key + ".");
        }
    }

    private static Trial baseline(ConfigTree tree, int number, long seed) {
        ConfigTree hard =
                tree.with("objective", Map.of("kind", "hard"), "baseline").with(SEED, seed, "sweep.seeds");
        return new Trial(number, true, Map.of(), seed, hard.toConfig());
    }

    private static Config at(ConfigTree tree, Map<String, Object> point) {
        ConfigTree changed = tree;
        for (Map.Entry<String, Object> value : point.entrySet()) {
            changed = changed.with(value.getKey(), value.getValue(), "sweep.grid");
        }
        return changed.toConfig();
    }

    private static Trial trial(int number, Map<String, Object> point, Config config) {
        Map<String, Object> parameters = new LinkedHashMap<>(point);
        parameters.remove(SEED);
        return new Trial(number, false, parameters, config.training().seed(), config);
    }

    /** What its writer should know of the configuration, a line each. */
    List<String> notices() {
        return notices;
    }

    Grid grid() {
        return grid;
    }

    /** The seeds alone: the grid of the baselines. */
    Grid seeds() {
        return seeds;
    }

    List<Trial> baselines() {
        return baselines;
    }

    /** The trial of each point, in the order of the grid's candidates. */
    List<Trial> points() {
        return points;
    }

    List<Trial> all() {
        List<Trial> all = new ArrayList<>(baselines);
        all.addAll(points);
        return all;
    }
}

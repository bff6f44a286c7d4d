package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.RunConfig;
import org.kd4j.core.failure.InvalidConfig;

/**
 * The trials of a sweep: a baseline for every seed, then every point of the grid. Points that differ only in settings
 * that change nothing there are one. All of their configurations are checked before the first training starts.
 */
final class Plan<C extends RunConfig> {
    private static final String SEED = "training.seed";

    private final Planning<C> planning;
    private final Grid grid;
    private final Grid seeds;
    private final List<Trial<C>> baselines = new ArrayList<>();
    private final List<Trial<C>> points = new ArrayList<>();
    private final List<String> notices;

    /** @throws InvalidConfig if a key of the grid cannot vary within a sweep, or a trial's configuration is invalid */
    Plan(Planning<C> planning, ConfigTree tree) {
        this.planning = planning;
        C config = planning.read(tree);
        Map<String, List<?>> axes = new LinkedHashMap<>(config.sweep().grid());
        axes.keySet().forEach(this::checkVariable);
        List<Long> values = config.sweep().seeds().isEmpty()
                ? List.of(config.training().seed())
                : config.sweep().seeds();
        axes.put(SEED, values);
        seeds = new Grid(Map.of(SEED, values));
        Grid combinations = new Grid(axes);
        if (config.sweep().baseline()) {
            planning.baseline(tree)
                    .ifPresent(alone -> values.forEach(seed -> baselines.add(baseline(alone, baselines.size(), seed))));
        }
        IgnoredSettings ignored = new IgnoredSettings(key -> axes.containsKey(key) || tree.gives(key));
        Set<Map<String, Object>> different = new LinkedHashSet<>();
        for (Map<String, Object> combination : combinations.points()) {
            C changed = at(tree, combination);
            Map<String, Object> point = ignored.without(planning.ignored(changed), combination);
            if (different.add(point)) {
                points.add(trial(baselines.size() + points.size(), point, changed));
            }
        }
        grid = different.size() == combinations.points().size() ? combinations : Grid.of(different);
        notices = ignored.notices();
    }

    /** The trials of a distillation. */
    static Plan<Config> of(ConfigTree tree) {
        return new Plan<>(new DistillationPlanning(), tree);
    }

    /** The trials of models of annotators. */
    static Plan<AnnotatorConfig> ofAnnotators(ConfigTree tree) {
        return new Plan<>(new AnnotatorPlanning(), tree);
    }

    private void checkVariable(String key) {
        if (key.equals(SEED)) {
            throw new InvalidConfig("sweep.grid", "the key '" + key + "'", "seeds in sweep.seeds", "");
        }
        planning.checkVariable(key);
    }

    private Trial<C> baseline(ConfigTree tree, int number, long seed) {
        return new Trial<>(number, true, Map.of(), seed, planning.read(tree.with(SEED, seed, "sweep.seeds")));
    }

    private C at(ConfigTree tree, Map<String, Object> point) {
        ConfigTree changed = tree;
        for (Map.Entry<String, Object> value : point.entrySet()) {
            changed = changed.with(value.getKey(), value.getValue(), "sweep.grid");
        }
        return planning.read(changed);
    }

    private Trial<C> trial(int number, Map<String, Object> point, C config) {
        Map<String, Object> parameters = new LinkedHashMap<>(point);
        parameters.remove(SEED);
        return new Trial<>(number, false, parameters, config.training().seed(), config);
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

    List<Trial<C>> baselines() {
        return baselines;
    }

    /** The trial of each point, in the order of the grid's candidates. */
    List<Trial<C>> points() {
        return points;
    }

    List<Trial<C>> all() {
        List<Trial<C>> all = new ArrayList<>(baselines);
        all.addAll(points);
        return all;
    }
}

package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;

/** The points of a grid as a parameter space of Arbiter: dotted key to value, one discrete leaf a key. */
final class Grid implements ParameterSpace<Map<String, Object>> {
    private final Map<String, ParameterSpace<Object>> axes = new LinkedHashMap<>();

    /** @param axes dotted key to its values, at least one key and one value each */
    Grid(Map<String, ? extends List<?>> axes) {
        axes.forEach((key, values) -> this.axes.put(key, axis(List.copyOf(values))));
    }

    /** A grid of these points, along one axis. */
    static Grid of(Collection<Map<String, Object>> points) {
        return new Grid(Map.of("point", List.copyOf(points)));
    }

    /** Arbiter's generator miscounts a discrete space of one value that stands before others. */
    private static ParameterSpace<Object> axis(List<?> values) {
        return values.size() == 1 ? new FixedValue<>(values.get(0)) : new DiscreteParameterSpace<>(List.copyOf(values));
    }

    /** A generator that names every point once, in the same order each time. */
    GridSearchCandidateGenerator candidates() {
        int onlyForContinuousLeaves = 1;
        return new GridSearchCandidateGenerator(
                this, onlyForContinuousLeaves, GridSearchCandidateGenerator.Mode.Sequential, Map.of());
    }

    /** All points in the generator's order. */
    List<Map<String, Object>> points() {
        List<Map<String, Object>> points = new ArrayList<>();
        for (GridSearchCandidateGenerator candidates = candidates(); candidates.hasMoreCandidates(); ) {
            points.add(getValue(candidates.getCandidate().getFlatParameters()));
        }
        return points;
    }

    @Override
    public Map<String, Object> getValue(double[] flat) {
        Map<String, Object> point = new LinkedHashMap<>();
        axes.forEach((key, values) -> point.put(key, values.getValue(flat)));
        return point;
    }

    @Override
    public int numParameters() {
        return collectLeaves().size();
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's own signature
    public List<ParameterSpace> collectLeaves() {
        return axes.values().stream()
                .<ParameterSpace>flatMap(axis -> axis.collectLeaves().stream())
                .toList();
    }

    @Override
    @SuppressWarnings("rawtypes") // Arbiter's own signature
    public Map<String, ParameterSpace> getNestedSpaces() {
        return new LinkedHashMap<>(axes);
    }

    @Override
    public boolean isLeaf() {
        return false;
    }

    @Override
    public void setIndices(int... indices) {
        throw new IllegalStateException("only leaves have indices");
    }
}

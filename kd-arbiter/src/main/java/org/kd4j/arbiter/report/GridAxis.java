package org.kd4j.arbiter.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What runs along the x axis of the charts: the temperature where the grid has it, else its first numeric key, else
 * simply the points, one after the other.
 *
 * @param key dotted key; null where the points themselves are the axis
 * @param ticks positions in rising order, with what stands there
 */
record GridAxis(String key, List<Tick> ticks) {
    private static final String TEMPERATURE = "objective.temperature";

    /** A position on the axis. */
    record Tick(double x, String label) {}

    /** @param points of the grid, without the baseline */
    static GridAxis of(List<GridPoint> points) {
        return numericKey(points)
                .map(key -> new GridAxis(key, numericTicks(points, key)))
                .orElseGet(() -> new GridAxis(
                        null,
                        IntStream.range(0, points.size())
                                .mapToObj(i -> new Tick(i, points.get(i).name()))
                                .toList()));
    }

    boolean numeric() {
        return key != null;
    }

    String title() {
        return numeric() ? Format.shortName(key) : "trial";
    }

    /** @param index of the point among those that the axis was made of */
    double position(GridPoint point, int index) {
        return numeric() ? number(point, key) : index;
    }

    /** The line of the chart that a point belongs to: the values of all other keys. */
    String series(GridPoint point) {
        String others = point.parameters().entrySet().stream()
                .filter(entry -> numeric() && !entry.getKey().equals(key))
                .map(entry -> Format.shortName(entry.getKey()) + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? "student" : others;
    }

    /** A key with a single value is an axis only when there is no other. */
    private static Optional<String> numericKey(List<GridPoint> points) {
        List<String> keys = points.stream()
                .flatMap(point -> point.parameters().keySet().stream())
                .distinct()
                .filter(key ->
                        points.stream().allMatch(point -> point.parameters().get(key) instanceof Number))
                .sorted(Comparator.comparing(key -> !key.equals(TEMPERATURE)))
                .toList();
        return Stream.concat(
                        keys.stream().filter(key -> numericTicks(points, key).size() > 1), keys.stream())
                .findFirst();
    }

    private static List<Tick> numericTicks(List<GridPoint> points, String key) {
        Map<Double, String> labels = points.stream()
                .collect(Collectors.toMap(
                        point -> number(point, key),
                        point -> point.parameters().get(key).toString(),
                        (first, same) -> first));
        return labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Tick(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static double number(GridPoint point, String key) {
        return ((Number) point.parameters().get(key)).doubleValue();
    }
}

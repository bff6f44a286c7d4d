package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.core.evaluation.AnnotatorMetrics.Group;

/**
 * How much better a model answers for one group of annotators than for another.
 *
 * @param attribute by which annotators are grouped
 * @param worst the group of the lowest accuracy
 * @param best the group of the highest
 */
record GroupGap(String attribute, Group worst, Group best) {
    /** Smaller groups say little. */
    static final int LEAST_LABELS = 30;

    /** One for each attribute of which there are two groups that are large enough. */
    static List<GroupGap> of(AnnotatorMetrics metrics) {
        Map<String, List<Group>> byAttribute = metrics.groups().stream()
                .filter(group -> group.labels() >= LEAST_LABELS)
                .collect(Collectors.groupingBy(Group::attribute, LinkedHashMap::new, Collectors.toList()));
        List<GroupGap> gaps = new ArrayList<>();
        Comparator<Group> byAccuracy = Comparator.comparingDouble(Group::accuracy);
        byAttribute.forEach((attribute, groups) -> {
            if (groups.size() > 1) {
                gaps.add(new GroupGap(
                        attribute,
                        groups.stream().min(byAccuracy).orElseThrow(),
                        groups.stream().max(byAccuracy).orElseThrow()));
            }
        });
        return gaps;
    }

    double size() {
        return best.accuracy() - worst.accuracy();
    }

    String line() {
        return attribute + ": gap " + Format.rate(size()) + ", from " + text(worst) + " to " + text(best);
    }

    private static String text(Group group) {
        return group.value() + " " + Format.rate(group.accuracy()) + " (" + Format.count(group.labels()) + " labels)";
    }
}

package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Settings that change nothing at some points of a grid, because of others that they have there. */
final class IgnoredSettings {
    private final Predicate<String> chosen;
    private final Map<String, List<String>> reasons = new LinkedHashMap<>();
    private int points;

    /** @param chosen whether somebody chose the value of a key, so that it is worth a word */
    IgnoredSettings(Predicate<String> chosen) {
        this.chosen = chosen;
    }

    /**
     * The point without what is ignored there.
     *
     * @param ignored dotted key to reason
     */
    Map<String, Object> without(Map<String, String> ignored, Map<String, Object> point) {
        points++;
        Map<String, Object> rest = new LinkedHashMap<>(point);
        ignored.forEach((key, reason) -> {
            rest.remove(key);
            if (chosen.test(key)) {
                reasons.computeIfAbsent(key, first -> new ArrayList<>()).add(reason);
            }
        });
        return rest;
    }

    /** A line for each setting that was chosen and ignored, at the points so far. */
    List<String> notices() {
        List<String> notices = new ArrayList<>();
        reasons.forEach((key, all) -> notices.add(key + " changes nothing"
                + (all.size() == points ? "" : " in some trials") + ", because " + all.get(0) + "."));
        return notices;
    }
}

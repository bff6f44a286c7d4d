package org.kd4j.core.encoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradients of biases, gains and the like over the rows of one shard. They are added up shard by shard, so that the sum
 * does not depend on which thread was first.
 */
final class VectorSums {
    private final Map<String, float[]> byName = new LinkedHashMap<>();

    /** The sums of a weight, 0 at first. */
    float[] of(String name, int width) {
        return byName.computeIfAbsent(name, key -> new float[width]);
    }

    /** Adds the sums of all shards to the gradient, in order. */
    static void addTo(ParameterVector gradient, List<VectorSums> shards, String prefix) {
        for (String name : shards.get(0).byName.keySet()) {
            float[] total = gradient.get(prefix + name);
            for (VectorSums shard : shards) {
                float[] sums = shard.of(name, total.length);
                RowLoop.add(total, sums, total.length);
            }
            gradient.set(prefix + name, total);
        }
    }
}

package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Linear layers of one width, each followed by dropout and a function. */
final class Perceptron {
    private final List<Linear> layers = new ArrayList<>();
    private final Function function;

    Perceptron(Weights weights, String name, int width, int count, Function function) {
        this.function = function;
        for (int i = 0; i < count; i++) {
            layers.add(Linear.of(weights, name + "." + i, width, width));
        }
    }

    Applied apply(FloatBuffer parameters, FloatBuffer gradient, float[] x, Dropping dropping) {
        Applied all = new Applied(x, dy -> dy);
        for (Linear layer : layers) {
            all = all.then(layer.apply(parameters, gradient, all.y()));
            all = all.then(dropping.apply(all.y()));
            all = all.then(function.apply(all.y()));
        }
        return all;
    }
}

package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.kd4j.models.head.HeadKind;

/** Linear layers of one width, each followed by dropout and ReLU. */
final class Perceptron {
    private final List<Linear> layers = new ArrayList<>();

    Perceptron(Weights weights, String name, int width, int count) {
        for (int i = 0; i < count; i++) {
            layers.add(Linear.of(weights, name + "." + i, width, width));
        }
    }

    Applied apply(FloatBuffer parameters, FloatBuffer gradient, float[] x, Dropping dropping) {
        Applied all = new Applied(x, dy -> dy);
        for (Linear layer : layers) {
            all = all.then(layer.apply(parameters, gradient, all.y()));
            all = all.then(dropping.apply(all.y()));
            all = all.then(rectified(all.y()));
        }
        return all;
    }

    private static Applied rectified(float[] x) {
        float[] y = x.clone();
        float[] slopes = new float[y.length];
        HeadKind.RELU.apply(y, slopes);
        return new Applied(y, dy -> Matrices.product(dy, slopes));
    }
}

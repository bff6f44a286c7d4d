package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers that multiply the input by linear functions of what came before: x' = x₀ ⊙ (x W + b) + x. With W and b zero they
 * hand on x₀.
 *
 * <p>Wang et al.: DCN V2: Improved Deep &amp; Cross Network, 2021 (arXiv:2008.13535), equation 1.
 */
final class CrossLayers {
    private final List<Linear> layers = new ArrayList<>();

    CrossLayers(Weights weights, String name, int width, int count) {
        for (int i = 0; i < count; i++) {
            layers.add(Linear.of(weights, name + "." + i, width, width));
        }
    }

    Applied apply(FloatBuffer parameters, FloatBuffer gradient, float[] x0) {
        List<Applied> mapped = new ArrayList<>();
        float[] x = x0;
        for (Linear layer : layers) {
            Applied map = layer.apply(parameters, gradient, x);
            mapped.add(map);
            x = Matrices.sum(Matrices.product(x0, map.y()), x);
        }
        return new Applied(x, dy -> back(mapped, x0, dy));
    }

    private static float[] back(List<Applied> mapped, float[] x0, float[] dy) {
        float[] ofX0 = new float[x0.length];
        float[] ofX = dy;
        for (int i = mapped.size() - 1; i >= 0; i--) {
            Applied map = mapped.get(i);
            ofX0 = Matrices.sum(ofX0, Matrices.product(ofX, map.y()));
            ofX = Matrices.sum(ofX, map.back().apply(Matrices.product(ofX, x0)));
        }
        return Matrices.sum(ofX0, ofX);
    }
}

package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.Optional;

/** From the vectors of a text and an annotator, side by side, to the logits. These are neither squashed nor dropped. */
interface Combiner {

    /** @param x [pairs, width] */
    Applied apply(FloatBuffer parameters, FloatBuffer gradient, float[] x, int pairs, Dropping dropping);

    /** Linear layers. */
    static Combiner of(CombinerSettings.FeedForward settings, Weights weights, int width, int classes) {
        Perceptron deep = new Perceptron(weights, "combiner", width, settings.layers());
        Linear last = Linear.of(weights, "combiner.logits", width, classes);
        return (parameters, gradient, x, pairs, dropping) -> {
            Applied hidden = deep.apply(parameters, gradient, x, dropping);
            return hidden.then(last.apply(parameters, gradient, hidden.y()));
        };
    }

    /** Cross layers, and linear ones behind or beside them. */
    static Combiner of(CombinerSettings.DeepCross settings, Weights weights, int width, int classes) {
        Optional<Linear> appendix = settings.appendix() == 0
                ? Optional.empty()
                : Optional.of(Linear.withoutBias(weights, "combiner.appendix", width, settings.appendix()));
        int all = width + settings.appendix();
        CrossLayers cross = new CrossLayers(weights, "combiner.cross", all, settings.crossLayers());
        Perceptron deep = new Perceptron(weights, "combiner.deep", all, settings.deepLayers());
        boolean parallel = settings.form() == CombinerSettings.Form.PARALLEL;
        Linear last = Linear.of(weights, "combiner.logits", parallel ? 2 * all : all, classes);
        return (parameters, gradient, x, pairs, dropping) -> {
            Applied input = appended(appendix, parameters, gradient, x, pairs);
            Applied crossed = cross.apply(parameters, gradient, input.y());
            Applied hidden;
            if (parallel) {
                Applied deepened = deep.apply(parameters, gradient, input.y(), dropping);
                hidden = input.then(beside(crossed, deepened, pairs));
            } else {
                Applied stacked = crossed.then(deep.apply(parameters, gradient, crossed.y(), dropping));
                hidden = input.then(stacked);
            }
            return hidden.then(last.apply(parameters, gradient, hidden.y()));
        };
    }

    private static Applied appended(
            Optional<Linear> appendix, FloatBuffer parameters, FloatBuffer gradient, float[] x, int pairs) {
        if (appendix.isEmpty()) {
            return new Applied(x, dy -> dy);
        }
        Applied more = appendix.get().apply(parameters, gradient, x);
        int width = x.length / pairs;
        return new Applied(Matrices.beside(x, more.y(), pairs), dy -> {
            float[] dx = Matrices.columns(dy, pairs, 0, width);
            float[] ofMore = more.back().apply(Matrices.columns(dy, pairs, width, more.y().length / pairs));
            return Matrices.sum(dx, ofMore);
        });
    }

    /** Two that have the same input. */
    private static Applied beside(Applied left, Applied right, int pairs) {
        int width = left.y().length / pairs;
        return new Applied(
                Matrices.beside(left.y(), right.y(), pairs),
                dy -> Matrices.sum(
                        left.back().apply(Matrices.columns(dy, pairs, 0, width)),
                        right.back().apply(Matrices.columns(dy, pairs, width, right.y().length / pairs))));
    }
}

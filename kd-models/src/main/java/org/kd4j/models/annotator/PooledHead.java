package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.kd4j.core.annotation.Annotators;

/**
 * A pooler, which all annotators share, and what answers for them behind it: dropout, a linear layer, a function. The
 * pooler runs once for an item.
 *
 * <p>As BERT's pooler with tanh, and as DeBERTa's with GELU, which has its dropout in the same place.
 */
final class PooledHead implements PairHead {
    private final PoolerSettings settings;
    private final Weights weights;
    private final Linear layer;
    private final PairHead behind;

    /** What answers behind a pooler. */
    @FunctionalInterface
    interface Maker {
        /** @param width of the vectors that it reads */
        PairHead behind(int width, int offset);
    }

    /** @param width of the vectors that the pooler reads */
    PooledHead(PoolerSettings settings, int width, int offset, Maker maker) {
        this.settings = settings;
        this.weights = new Weights("pooler.", offset);
        this.layer = Linear.of(weights, "dense", width, settings.width());
        this.behind = maker.behind(settings.width(), Math.addExact(offset, weights.length()));
    }

    @Override
    public List<Weights> weights() {
        return Stream.concat(Stream.of(weights), behind.weights().stream()).toList();
    }

    @Override
    public List<int[]> attributeRows(Annotators people) {
        return behind.attributeRows(people);
    }

    @Override
    public Applied apply(
            FloatBuffer parameters, FloatBuffer gradient, float[] vectors, Asked asked, Dropping dropping) {
        Applied pooled = dropping.withShare(settings.dropout()).apply(vectors);
        pooled = pooled.then(layer.apply(parameters, gradient, pooled.y()));
        pooled = pooled.then(activated(pooled.y()));
        return pooled.then(behind.apply(parameters, gradient, pooled.y(), asked, dropping));
    }

    private Applied activated(float[] x) {
        float[] y = x.clone();
        float[] slopes = new float[y.length];
        settings.activation().apply(y, slopes);
        return new Applied(y, dy -> Matrices.product(dy, slopes));
    }
}

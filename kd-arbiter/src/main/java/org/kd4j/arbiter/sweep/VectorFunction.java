package org.kd4j.arbiter.sweep;

import java.util.Arrays;
import java.util.List;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.annotator.FrozenEncoder;

/** The vectors of an encoder that does not learn, so that they can be kept for other runs. */
record VectorFunction(FrozenEncoder encoder, Tokenizer tokenizer) implements TextFunction {

    @Override
    public String fingerprint() {
        return new Sha256()
                .add("vectors for annotators")
                .add(encoder.fingerprint())
                .add(tokenizer.fingerprint())
                .hex();
    }

    @Override
    public int width() {
        return encoder.width();
    }

    @Override
    public float[][] apply(List<String> texts) {
        int[][] tokens = tokenizer.encode(texts).stream().map(Encoding::ids).toArray(int[][]::new);
        float[] vectors = encoder.pooled(tokens);
        float[][] rows = new float[tokens.length][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(vectors, row * width(), (row + 1) * width()));
        return rows;
    }
}

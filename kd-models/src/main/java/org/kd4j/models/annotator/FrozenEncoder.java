package org.kd4j.models.annotator;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TransformerPart;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/**
 * An encoder that learns nothing, so that the vector of a text is computed once for all students on it, and kept in memory:
 * 4 bytes a value and text. Safe for use by several threads.
 */
public final class FrozenEncoder implements AutoCloseable {
    private final TransformerSettings settings;
    private final TransformerStudent network;
    private final String fingerprint;
    private final Map<IntBuffer, float[]> known = new HashMap<>();

    private FrozenEncoder(TransformerSettings settings, TransformerStudent network) {
        this.settings = settings;
        this.network = network;
        this.fingerprint = fingerprintOfVectors();
    }

    /**
     * @param settings sizes and pooling of the encoder; head and dropout are not used
     * @param encoder the weights, which are copied
     * @throws IllegalArgumentException if they are of another shape than the settings
     */
    public static FrozenEncoder of(TransformerSettings settings, PretrainedEncoder encoder) {
        TransformerSettings answering = settings.withDropout(0);
        TransformerStudent network = TransformerStudent.create(answering, StepSettings.of(new Sgd()), 0);
        return new FrozenEncoder(answering, network.startingFrom(encoder));
    }

    /** Width of the vectors. */
    public int width() {
        return settings.encoder().hidden();
    }

    /** Hex SHA-256 of everything that the vectors depend on, and of nothing that classes or annotators change. */
    public String fingerprint() {
        return fingerprint;
    }

    private String fingerprintOfVectors() {
        Sha256 hash = new Sha256()
                .add(settings.encoder().toString())
                .add(settings.pooling().name());
        WeightsFile.Some encoder = weights();
        for (ParameterPart part : encoder.parts()) {
            float[] values = new float[part.length()];
            encoder.weights().get(part.offset(), values);
            hash.add(part.name()).add(values);
        }
        return hash.hex();
    }

    /** Tells it a vector that was computed before. */
    public synchronized void know(int[] tokens, float[] vector) {
        known.put(IntBuffer.wrap(tokens), vector);
    }

    /**
     * Pooled last states of rows of tokens; those that are not known yet are computed.
     *
     * @return [rows, width]
     */
    public synchronized float[] pooled(int[][] tokens) {
        List<int[]> missing = new ArrayList<>();
        for (int[] row : tokens) {
            if (!known.containsKey(IntBuffer.wrap(row))) {
                missing.add(row);
            }
        }
        if (!missing.isEmpty()) {
            float[] computed = network.pooled(missing.toArray(int[][]::new));
            for (int i = 0; i < missing.size(); i++) {
                know(missing.get(i), Arrays.copyOfRange(computed, i * width(), (i + 1) * width()));
            }
        }
        float[] vectors = new float[tokens.length * width()];
        for (int i = 0; i < tokens.length; i++) {
            System.arraycopy(known.get(IntBuffer.wrap(tokens[i])), 0, vectors, i * width(), width());
        }
        return vectors;
    }

    /** The encoder's weights, without those of the classifier that it is not. */
    WeightsFile.Some weights() {
        List<ParameterPart> parts = network.parts().stream()
                .filter(part -> !new TransformerPart.Head().contains(part))
                .toList();
        return new WeightsFile.Some(parts, network.weights());
    }

    /** As {@link TransformerStudent#parameters} counts them. */
    long parameters() {
        return weights().parts().stream().mapToLong(ParameterPart::length).sum()
                - settings.encoder().embeddings().width();
    }

    @Override
    public synchronized void close() {
        network.close();
    }
}

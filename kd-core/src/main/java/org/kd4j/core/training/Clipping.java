package org.kd4j.core.training;

import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.training.Chunks.Chunk;

/**
 * By what a step's gradient is multiplied so that it is no longer than it may be, as PyTorch has it: min(1, clipNorm /
 * (‖g‖ + 1e-6)). What only reads the model has a norm of its own.
 *
 * @param model the factor on the model's gradient
 * @param apart that on the gradient of parts that are {@link ParameterPart#apart}
 */
record Clipping(float model, float apart) {
    private static final double EPSILON = 1e-6;

    /** @param squares sum of the squares of each chunk's gradient, finite */
    static Clipping of(List<Chunk> chunks, double[] squares, double clipNorm) {
        return new Clipping(factor(chunks, squares, false, clipNorm), factor(chunks, squares, true, clipNorm));
    }

    private static float factor(List<Chunk> chunks, double[] squares, boolean apart, double clipNorm) {
        double norm = Math.sqrt(IntStream.range(0, squares.length)
                .filter(i -> chunks.get(i).part().apart() == apart)
                .mapToDouble(i -> squares[i])
                .sum());
        return (float) Math.min(1.0, clipNorm / (norm + EPSILON));
    }

    /** The factor on a part's gradient. */
    float of(ParameterPart part) {
        return part.apart() ? apart : model;
    }
}

package org.kd4j.models.onnx;

import java.util.Map;

/**
 * Inputs with the outputs that a model is known to give for them.
 *
 * @param inputs a matrix [batch, sequence] for every input
 * @param outputs what some or all outputs are
 */
public record ParityCase(Map<String, long[][]> inputs, Map<String, Output> outputs) {
    public ParityCase {
        inputs = Map.copyOf(inputs);
        outputs = Map.copyOf(outputs);
    }
}

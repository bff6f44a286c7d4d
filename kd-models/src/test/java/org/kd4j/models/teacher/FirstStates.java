package org.kd4j.models.teacher;

import java.util.Arrays;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.ParityCase;

/** What a case of a model with two blocks says of a text's first token. */
final class FirstStates {
    private FirstStates() {}

    /** The embeddings, then the state behind block 2. */
    static float[] of(ParityCase one, int row) {
        Output embeddings = one.outputs().get("hidden_states.0");
        Output top = one.outputs().get("hidden_states.2");
        int width = top.width();
        int from = row * (int) top.shape()[1] * width;
        float[] both = Arrays.copyOf(Arrays.copyOfRange(embeddings.values(), from, from + width), 2 * width);
        System.arraycopy(top.values(), from, both, width, width);
        return both;
    }
}

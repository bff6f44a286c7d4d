package org.kd4j.models.onnx;

import java.util.Map;
import java.util.Set;

/**
 * How the CPU engine and a SameDiff graph share a model: the engine computes hidden states, and the graph what the model
 * makes of them, such as logits.
 *
 * @param plan the engine's weights, by the names of the graph's constants; matrices are [in, out]
 * @param states of outputs that are hidden states: after how many blocks
 * @param tails of other outputs: the graph's variable that computes them of hidden states and the model's inputs
 * @param tailStates after how many blocks the tails want hidden states, as placeholders {@link #placeholder}
 * @param head from the last hidden state to the logits, by the names of the graph's constants too
 * @param copied constants that nothing needs but the engine, which copies them, and the way from the texts
 */
record EncoderForm(
        EncoderPlan plan,
        Map<String, Integer> states,
        Map<String, String> tails,
        Set<Integer> tailStates,
        HeadPlan head,
        Set<String> copied) {
    EncoderForm {
        states = Map.copyOf(states);
        tails = Map.copyOf(tails);
        tailStates = Set.copyOf(tailStates);
        copied = Set.copyOf(copied);
    }

    /** The graph's placeholder for the hidden states after so many blocks. */
    static String placeholder(int blocks) {
        return "encoder.state." + blocks;
    }
}

package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * The values that an encoder of post-normalised residual blocks hands from one block to the next: each block is
 * x := LayerNorm(x + attention(x)), then x := LayerNorm(x + feedForward(x)) (Vaswani et al., 2017).
 *
 * @param blocks in their order, one at least; each takes what the one before it puts out
 */
record ResidualSpine(List<Block> blocks) {
    ResidualSpine {
        blocks = List.copyOf(blocks);
    }

    /** @param attention the sublayer in which positions see each other */
    record Block(Sublayer attention, Sublayer feedForward) {}

    /**
     * One normalised sum.
     *
     * @param input name of x
     * @param update name of what is added to x; depends on x
     * @param between the nodes that compute the update from x, in order; computations that x has no part in, such as a
     *     mask's, are not among them
     * @param normalization the LayerNormalization node, whose output is the new x
     */
    record Sublayer(String input, String update, List<Node> between, Node normalization) {
        Sublayer {
            between = List.copyOf(between);
        }

        String output() {
            return normalization.name();
        }

        /** Whether positions see each other in it. */
        boolean attends() {
            return between.stream().anyMatch(node -> node.is(Attention.OPERATOR) || node.is("Softmax"));
        }
    }

    /** The name of hidden state k [batch, sequence, hidden], for 0 (what the first block takes) to blocks. */
    String hidden(int k) {
        return k == 0
                ? blocks.get(0).attention().input()
                : blocks.get(k - 1).feedForward().output();
    }

    /** The names of all hidden states. */
    List<String> hiddenStates() {
        List<String> names = new ArrayList<>();
        for (int k = 0; k <= blocks.size(); k++) {
            names.add(hidden(k));
        }
        return names;
    }
}

package org.kd4j.core.encoder;

import java.util.Map;

/**
 * A forward pass of training through the blocks above a hidden state that was given, and its way back, which ends at that
 * state: its gradient is handed to whoever made it. Close it before the next one, and its memory is used again.
 *
 * <p>Where matrices are packed (see {@link TrainableEncoder}), it packs those of its blocks anew, though the pass whose state it
 * begins with may have packed the same weights.
 */
public final class UpperPass implements AutoCloseable {
    private final EncoderPass pass;
    private final int from;

    UpperPass(EncoderPass pass, int from) {
        this.pass = pass;
        this.from = from;
    }

    /**
     * A hidden state.
     *
     * @param layer the number of the given state, or one above it
     * @return as {@link EncoderPass#state}; the given state has all its tokens, whatever was to be read
     * @throws IllegalArgumentException if this pass has no state of that number
     */
    public float[] state(int layer) {
        pass.requireState(layer, from);
        return pass.state(layer);
    }

    /**
     * The same at the records' first tokens.
     *
     * @return as {@link EncoderPass#firstStates}
     * @throws IllegalArgumentException if this pass has no state of that number
     */
    public float[] firstStates(int layer) {
        pass.requireState(layer, from);
        return pass.firstStates(layer);
    }

    /**
     * Adds the gradient of a loss by the weights of these blocks to the encoder's gradient vector. May be called more than
     * once, each call adding.
     *
     * @param gradients of the loss by hidden states, as {@link EncoderPass#backward} takes them; that of the given state
     *     becomes a part of the answer
     * @param lowest the lowest layer that learns, as {@link EncoderPass#backward} takes it
     * @return gradient of the loss by the given state, [batch, sequence, hidden], 0 where there is padding; all 0 where
     *     {@code lowest} is above that state, which then nothing that learns has made
     * @throws IllegalArgumentException if this pass has no state of such a number, or a gradient has another size
     */
    public float[] backward(Map<Integer, float[]> gradients, int lowest) {
        pass.requireGradients(gradients, lowest, from);
        return pass.encoder().backward(pass, from, gradients, lowest);
    }

    @Override
    public void close() {
        pass.close();
    }
}

package org.kd4j.core.encoder;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A forward pass of training, and its way back. Close it before the next one, and its memory is used again. */
public final class EncoderPass implements AutoCloseable {
    private final TrainableEncoder encoder;
    private final EncoderInput input;
    private final List<Shard> shards;
    private final Optional<FirstTokens> firstTokens;
    private final TrainingForward forward;
    private boolean open = true;

    /** @param firstTokens where the last state is of them alone */
    EncoderPass(
            TrainableEncoder encoder,
            EncoderInput input,
            List<Shard> shards,
            Optional<FirstTokens> firstTokens,
            TrainingForward forward) {
        this.encoder = encoder;
        this.input = input;
        this.shards = shards;
        this.firstTokens = firstTokens;
        this.forward = forward;
    }

    /**
     * A hidden state.
     *
     * @param layer 0 (the embeddings) to the number of blocks
     * @return [batch, sequence, hidden] in row-major order, 0 where there is padding, and in the last state of a pass for
     *     {@link Reading#FIRST_TOKENS} 0 at all other tokens too
     */
    public float[] state(int layer) {
        requireOpen();
        NativeFloats states = forward.kept().states.get(layer);
        float[] copy = new float[size()];
        for (Shard shard : shardsOf(layer)) {
            shard.unit().copy(states, shard.first(), input, copy, encoder.hidden());
        }
        return copy;
    }

    /**
     * A hidden state at the records' first tokens.
     *
     * @param layer as there
     * @return [batch, hidden], 0 for a record without tokens
     */
    public float[] firstStates(int layer) {
        requireOpen();
        NativeFloats states = forward.kept().states.get(layer);
        float[] copy = new float[input.batch() * encoder.hidden()];
        for (Shard shard : shardsOf(layer)) {
            shard.unit().copyFirsts(states, shard.first(), copy, encoder.hidden());
        }
        return copy;
    }

    private List<Shard> shardsOf(int layer) {
        return layer == encoder.layers() ? shardsOfLast() : shards;
    }

    private List<Shard> shardsOfLast() {
        return firstTokens.map(FirstTokens::shard).map(List::of).orElse(shards);
    }

    /**
     * Adds the gradient of a loss to the encoder's gradient vector. May be called more than once, each call adding.
     *
     * @param gradients of the loss by hidden states: the number of each state that the loss reads, and d loss / d state
     *     [batch, sequence, hidden], or [batch, hidden] if it reads first tokens only; padding's are not read, nor what
     *     {@link #state} does not give
     * @param lowest the lowest layer that learns: 0 for all, k ≥ 1 for block k and above, so that the blocks below and
     *     the embeddings get no gradient and cost no time; gradients of states below block k are not read then
     * @return rows of the table of words that got a gradient, ascending; the other rows of that table are not touched
     * @throws IllegalArgumentException if a state has no such number or a gradient another size
     */
    public int[] backward(Map<Integer, float[]> gradients, int lowest) {
        requireGradients(gradients, lowest, 0);
        return encoder.backward(this, gradients, lowest);
    }

    /** @param from the first state that there is */
    void requireGradients(Map<Integer, float[]> gradients, int lowest, int from) {
        requireOpen();
        Objects.checkIndex(lowest, encoder.layers() + 1);
        gradients.forEach((layer, values) -> {
            requireState(layer, from);
            if (values.length != input.batch() * encoder.hidden()) {
                Sizes.require("gradient of state " + layer, values.length, size());
            }
        });
    }

    void requireState(int layer, int from) {
        if (layer < from || layer > encoder.layers()) {
            throw new IllegalArgumentException(
                    "state: found " + layer + ", expected " + from + " to " + encoder.layers());
        }
    }

    /** Values of a hidden state, padding included. */
    int size() {
        return Math.multiplyExact(input.batch() * input.length(), encoder.hidden());
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the pass is closed");
        }
    }

    TrainableEncoder encoder() {
        return encoder;
    }

    EncoderInput input() {
        return input;
    }

    List<Shard> shards() {
        return shards;
    }

    Optional<FirstTokens> firstTokens() {
        return firstTokens;
    }

    TrainingForward forward() {
        return forward;
    }

    int rows() {
        return shards.isEmpty() ? 0 : shards.get(shards.size() - 1).end();
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            encoder.release(forward.kept());
        }
    }
}

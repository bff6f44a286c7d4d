package org.kd4j.core.encoder;

import java.util.List;
import java.util.Optional;

/**
 * A BERT-family encoder on the CPU (Devlin et al., BERT, 2019): embeddings, then blocks that normalise the sum of what
 * they add and their input. Matrix products are a library's; everything between them is Java over what fits into a
 * core's cache. It infers only; {@link TrainableEncoder} learns.
 */
public final class Encoder implements AutoCloseable {
    /** The library with the fastest products, where it is to be had. */
    public static final String FASTEST = OneDnnGemm.NAME;

    private final Network network;
    private final Workers workers;
    private final Inference inference;

    /**
     * Copies the weights out of their buffers.
     *
     * @param blocks one or more; the same object more than once shares its weights
     * @param heads of attention; divides the hidden size
     * @param threads ≥ 1
     * @throws IllegalArgumentException if sizes do not fit together
     * @throws IllegalStateException if no library for matrix products is to be had here, see {@link #library()}
     */
    public Encoder(
            EmbeddingWeights embeddings, List<BlockWeights> blocks, int heads, Activation activation, int threads) {
        this(Gemms.required(), embeddings, blocks, heads, activation, threads);
    }

    Encoder(
            Gemm gemm,
            EmbeddingWeights embeddings,
            List<BlockWeights> blocks,
            int heads,
            Activation activation,
            int threads) {
        this.workers = new Workers(threads, gemm);
        try {
            this.network = Network.of(gemm, workers, embeddings, blocks, heads, activation);
        } catch (RuntimeException e) {
            workers.close();
            throw e;
        }
        this.inference = new Inference(gemm, workers);
    }

    /** The library that an encoder's matrix products come from here; empty where there is none. */
    public static Optional<String> library() {
        return Gemms.fastest().map(Gemm::name);
    }

    /** Number of blocks. */
    public int layers() {
        return network.layers();
    }

    /** Width of the hidden states. */
    public int hidden() {
        return network.hidden();
    }

    /**
     * The hidden states after so many blocks; 0 means the embeddings.
     *
     * @param layers which, each from 0 to {@link #layers()}
     * @return [batch, sequence, hidden] in row-major order for each of the layers, 0 where there is padding
     * @throws IndexOutOfBoundsException if an id, a type or a position is outside its table
     */
    public synchronized List<float[]> hiddenStates(EncoderInput input, int... layers) {
        return inference.hiddenStates(network, input, layers);
    }

    /**
     * The hidden states above one that is given: what the blocks behind it make of it.
     *
     * @param input the mask of the tokens; ids and types are not read
     * @param given the state to begin with
     * @param layers which, each from the number of the given state to {@link #layers()}
     * @return [batch, sequence, hidden] in row-major order for each of the layers, 0 where there is padding; of a state
     *     that this encoder has made, the very same numbers
     * @throws IllegalArgumentException if the given state has another size or number than any of this encoder, or a layer
     *     is below it
     */
    public synchronized List<float[]> hiddenStates(EncoderInput input, GivenState given, int... layers) {
        return inference.hiddenStates(network, input, given, layers);
    }

    /** Frees the weights; the encoder cannot be used afterwards. */
    @Override
    public synchronized void close() {
        workers.close();
        inference.close();
        network.close();
    }
}

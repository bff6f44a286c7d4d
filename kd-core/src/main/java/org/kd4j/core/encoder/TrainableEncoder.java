package org.kd4j.core.encoder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A BERT-family encoder on the CPU that learns: what {@link Encoder} computes, and the gradient of every weight. Weights
 * and gradient are vectors that the caller owns, so that an optimizer, or a DL4J layer's view, can be them. Poolers,
 * heads and losses are the caller's: it takes hidden states and gives back their gradients.
 *
 * <pre>
 *   long stream = Seeds.derive(seed, "dropout", step);
 *   try (EncoderPass pass = encoder.forward(input, stream, Reading.ALL_TOKENS)) {
 *       float[] last = pass.state(encoder.layers());
 *       int[] words = pass.backward(Map.of(encoder.layers(), gradientOfLast), 0);   // adds to the gradient
 *   }
 * </pre>
 *
 * <p>The same calls with the same number of threads give the same bits. One call at a time computes; weights must not
 * change between a forward pass and its way back.
 *
 * <p>On processors with AVX-512, after the first pass of 512 tokens or more it also holds two copies of the blocks'
 * matrices, by which it multiplies faster.
 */
public final class TrainableEncoder implements AutoCloseable {
    private final ParameterVector weights;
    private final ParameterVector gradient;
    private final Dropout dropout;
    private final Gemm gemm;
    private final Workers workers;
    private final Inference inference;
    private final List<TrainingWorkspace> workspaces = new ArrayList<>();
    private final Deque<Kept> free = new ArrayDeque<>();
    private final PackedBlocks packed;
    private final BackwardPass backward;
    private boolean closed;

    /**
     * @param weights read by every call as they are then; a way back takes them as they were on its way there
     * @param gradient to which {@link EncoderPass#backward} adds; of the same layout
     * @param dropout of {@link #forward}
     * @param threads ≥ 1
     * @throws IllegalStateException if no library for matrix products is to be had here, see {@link Encoder#library()}
     */
    public TrainableEncoder(ParameterVector weights, ParameterVector gradient, Dropout dropout, int threads) {
        this(Gemms.required(), weights, gradient, dropout, threads);
    }

    TrainableEncoder(Gemm gemm, ParameterVector weights, ParameterVector gradient, Dropout dropout, int threads) {
        if (!weights.layout().shape().equals(gradient.layout().shape())) {
            throw new IllegalArgumentException("found a gradient of "
                    + gradient.layout().shape() + ", expected one of "
                    + weights.layout().shape());
        }
        this.weights = weights;
        this.gradient = gradient;
        this.dropout = dropout;
        this.gemm = gemm;
        this.workers = new Workers(threads, gemm);
        this.inference = new Inference(gemm, workers);
        for (int i = 0; i < threads; i++) {
            workspaces.add(new TrainingWorkspace());
        }
        this.packed = new PackedBlocks(gemm, workers, weights);
        this.backward = new BackwardPass(gemm, workers, workspaces, gradient);
    }

    public EncoderShape shape() {
        return weights.layout().shape();
    }

    /** Number of blocks. */
    public int layers() {
        return shape().layers();
    }

    /** Width of the hidden states. */
    public int hidden() {
        return shape().hidden();
    }

    /** As {@link Encoder#hiddenStates(EncoderInput, int...)}, with the weights as they are: without dropout, and nothing is kept. */
    public synchronized List<float[]> hiddenStates(EncoderInput input, int... layers) {
        return inference.hiddenStates(Network.over(gemm, weights), input, layers);
    }

    /** As {@link Encoder#hiddenStates(EncoderInput, GivenState, int...)}, with the weights as they are. */
    public synchronized List<float[]> hiddenStates(EncoderInput input, GivenState given, int... layers) {
        return inference.hiddenStates(Network.over(gemm, weights), input, given, layers);
    }

    /**
     * The forward pass of training, which keeps what its way back needs until it is closed. Several passes may be open.
     *
     * @param stream number from which this pass draws its dropout, such as {@code Seeds.derive(seed, "dropout", step)},
     *     with another purpose for each piece of a batch. What is dropped depends on it, the layer and the record's place
     *     in the batch, not on threads or on what is read. Not read where there is no dropout.
     * @param reading what the caller will read of the last state
     * @throws org.kd4j.core.batch.BatchTooLarge if the batch is so large that one of its matrices has 2^31 values or more
     * @throws IndexOutOfBoundsException if an id, a type or a position is outside its table
     */
    public synchronized EncoderPass forward(EncoderInput input, long stream, Reading reading) {
        return forward(input, Optional.empty(), stream, reading);
    }

    /**
     * The same from a hidden state on that is given. Of a state that a pass of the same input has, the blocks behind it
     * make the very same numbers, if stream and reading are the same too; of one that the caller changed, a counterfactual. Its
     * dropout is that of a whole pass with this stream.
     *
     * @param input the mask of the tokens; ids and types are not read
     * @param given the state to begin with, which may be changed once this returns
     * @throws org.kd4j.core.batch.BatchTooLarge as there
     * @throws IllegalArgumentException if the given state has another size or number than any of this encoder
     */
    public synchronized UpperPass forward(EncoderInput input, GivenState given, long stream, Reading reading) {
        given.requireFits(input, layers(), hidden());
        return new UpperPass(forward(input, Optional.of(given), stream, reading), given.layer());
    }

    private EncoderPass forward(EncoderInput input, Optional<GivenState> given, long stream, Reading reading) {
        BatchSize.of(input).requireFits(shape());
        List<Shard> shards = Shard.of(input, workspaces.size(), shape().heads());
        Kept kept = free.isEmpty() ? new Kept(layers()) : free.pop();
        try {
            int from = given.map(GivenState::layer).orElse(0);
            boolean some = reading == Reading.FIRST_TOKENS && from < layers();
            Optional<FirstTokens> firstTokens = some ? Optional.of(FirstTokens.of(shards)) : Optional.empty();
            int rows = shards.isEmpty() ? 0 : shards.get(shards.size() - 1).end();
            int whole = firstTokens.isPresent() ? layers() - 1 : layers();
            Network network = Network.over(gemm, weights, packed.blocks(rows, from, whole));
            Masks masks = new Masks(dropout, stream);
            return forward(input, given, shards, firstTokens, new TrainingForward(gemm, network, masks, kept));
        } catch (RuntimeException e) {
            release(kept);
            throw e;
        }
    }

    private EncoderPass forward(
            EncoderInput input,
            Optional<GivenState> given,
            List<Shard> shards,
            Optional<FirstTokens> firstTokens,
            TrainingForward forward) {
        int from = given.map(GivenState::layer).orElse(0);
        int whole = firstTokens.isPresent() ? layers() - 1 : layers();
        if (!shards.isEmpty()) {
            Shard last = shards.get(shards.size() - 1);
            long scores = last.endScores(shape().heads());
            forward.kept().reserve(last.end(), scores, from, whole, shape());
            firstTokens.ifPresent(firsts -> forward.kept().firstTokens.reserve(last.end(), firsts.count(), shape()));
        }
        new ForwardSteps(forward, workspaces, input, given).run(workers, shards, whole, firstTokens);
        return new EncoderPass(this, input, shards, firstTokens, forward);
    }

    synchronized int[] backward(EncoderPass pass, Map<Integer, float[]> gradients, int lowest) {
        return backward.run(pass, gradients, lowest);
    }

    synchronized float[] backward(EncoderPass pass, int from, Map<Integer, float[]> gradients, int lowest) {
        return backward.run(pass, from, gradients, lowest);
    }

    /** Used again, or freed where the encoder was closed before the pass. */
    synchronized void release(Kept kept) {
        if (closed) {
            kept.close();
        } else {
            free.push(kept);
        }
    }

    /** Frees what it computes with, not the vectors; it cannot be used afterwards. */
    @Override
    public synchronized void close() {
        closed = true;
        workers.close();
        inference.close();
        workspaces.forEach(TrainingWorkspace::close);
        free.forEach(Kept::close);
        free.clear();
        packed.close();
        backward.close();
    }
}

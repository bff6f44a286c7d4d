package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A BERT-family encoder on the CPU (Devlin et al., BERT, 2019): embeddings, then blocks that normalise the sum of what
 * they add and their input. Matrix products are a library's; everything between them is Java over what fits into a
 * core's cache. A thread takes some records through all blocks, without their padding and without waiting for another,
 * so results do not depend on which thread it was.
 */
public final class Encoder implements AutoCloseable {
    /** The library with the fastest products, where it is to be had. */
    public static final String FASTEST = OneDnnGemm.NAME;

    private final Gemm gemm;
    private final Embeddings embeddings;
    private final List<Block> blocks;
    private final Attention attention;
    private final Activation activation;
    private final int hidden;
    private final int intermediate;
    private final Workers workers;
    private final List<Workspace> workspaces = new ArrayList<>();

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
        this(
                Gemms.fastest()
                        .orElseThrow(() -> new IllegalStateException("neither oneDNN nor OpenBLAS can be loaded")),
                embeddings,
                blocks,
                heads,
                activation,
                threads);
    }

    Encoder(
            Gemm gemm,
            EmbeddingWeights embeddings,
            List<BlockWeights> blocks,
            int heads,
            Activation activation,
            int threads) {
        this.hidden = embeddings.hidden();
        if (blocks.isEmpty() || heads < 1 || hidden % heads != 0) {
            throw new IllegalArgumentException("found " + blocks.size() + " blocks and " + heads + " heads on " + hidden
                    + " values, expected one block or more and heads of equal size");
        }
        this.intermediate = blocks.get(0).intermediate();
        for (BlockWeights block : blocks) {
            Sizes.require("hidden size of a block", block.hidden(), hidden);
            Sizes.require("inside of feed-forward", block.intermediate(), intermediate);
        }
        this.gemm = gemm;
        this.embeddings = new Embeddings(embeddings);
        Map<BlockWeights, Block> made = new IdentityHashMap<>();
        this.blocks = blocks.stream()
                .map(weights -> made.computeIfAbsent(weights, Block::new))
                .toList();
        this.attention = new Attention(gemm, hidden, heads);
        this.activation = activation;
        this.workers = new Workers(threads, gemm::confineToThread);
        for (int i = 0; i < threads; i++) {
            workspaces.add(new Workspace());
        }
    }

    /** The library that an encoder's matrix products come from here; empty where there is none. */
    public static Optional<String> library() {
        return Gemms.fastest().map(Gemm::name);
    }

    /** Number of blocks. */
    public int layers() {
        return blocks.size();
    }

    /** Width of the hidden states. */
    public int hidden() {
        return hidden;
    }

    /**
     * The hidden states after so many blocks; 0 means the embeddings.
     *
     * @param layers which, each from 0 to {@link #layers()}
     * @return [batch, sequence, hidden] in row-major order for each of the layers, 0 where there is padding
     * @throws IndexOutOfBoundsException if an id, a type or a position is outside its table
     */
    public synchronized List<float[]> hiddenStates(EncoderInput input, int... layers) {
        float[][] states = new float[this.layers() + 1][];
        for (int layer : layers) {
            states[layer] = new float[Math.multiplyExact(input.batch() * input.length(), hidden)];
        }
        List<Unit> units = Unit.divide(input, workspaces.size());
        workers.run(units.size(), (unit, worker) -> forward(workspaces.get(worker), input, units.get(unit), states));
        return Arrays.stream(layers).mapToObj(layer -> states[layer]).toList();
    }

    private void forward(Workspace workspace, EncoderInput input, Unit unit, float[][] states) {
        int rows = unit.rows();
        workspace.states = Workspace.grown(workspace.states, (long) rows * hidden);
        workspace.queriesKeysValues = Workspace.grown(workspace.queriesKeysValues, 3L * rows * hidden);
        workspace.contexts = Workspace.grown(workspace.contexts, (long) rows * hidden);
        workspace.inner = Workspace.grown(workspace.inner, (long) rows * intermediate);
        embeddings.run(gemm, workspace, input, unit);
        copy(workspace.states, input, unit, states[0]);
        for (int layer = 1; layer <= last(states); layer++) {
            forward(workspace, unit, blocks.get(layer - 1));
            copy(workspace.states, input, unit, states[layer]);
        }
    }

    private static int last(float[][] states) {
        int last = states.length - 1;
        while (last > 0 && states[last] == null) {
            last--;
        }
        return last;
    }

    /** Both halves add to the states in place. */
    private void forward(Workspace workspace, Unit unit, Block block) {
        int rows = unit.rows();
        NativeFloats states = workspace.states;
        block.queryKeyValue.multiply(gemm, rows, states, workspace.queriesKeysValues, false);
        RowLoop.change(workspace, workspace.queriesKeysValues, rows, block.queryKeyValue.bias, (values, count) -> {});
        attention.run(workspace, unit);
        block.output.multiply(gemm, rows, workspace.contexts, states, true);
        RowLoop.change(workspace, states, rows, block.output.bias, block.attentionNorm::apply);
        block.up.multiply(gemm, rows, states, workspace.inner, false);
        RowLoop.change(
                workspace,
                workspace.inner,
                rows,
                block.up.bias,
                (values, count) -> activate(values, workspace.scratch, count * intermediate));
        block.down.multiply(gemm, rows, workspace.inner, states, true);
        RowLoop.change(workspace, states, rows, block.down.bias, block.outputNorm::apply);
    }

    private void activate(float[] values, float[] scratch, int length) {
        switch (activation) {
            case GELU -> GeluKernel.exact(values, length);
            case GELU_TANH -> GeluKernel.byTanh(values, scratch, length);
            case RELU -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Math.max(values[i], 0f);
                }
            }
        }
    }

    private void copy(NativeFloats from, EncoderInput input, Unit unit, float[] to) {
        if (to == null) {
            return;
        }
        for (int i = 0; i < unit.records().length; i++) {
            for (int row = unit.starts()[i]; row < unit.starts()[i + 1]; row++) {
                int place = unit.records()[i] * input.length() + unit.positions()[row];
                from.get(row * hidden, to, place * hidden, hidden);
            }
        }
    }

    /** Frees the weights; the encoder cannot be used afterwards. */
    @Override
    public synchronized void close() {
        workers.close();
        workspaces.forEach(Workspace::close);
        embeddings.close();
        blocks.stream().distinct().forEach(Block::close);
    }
}

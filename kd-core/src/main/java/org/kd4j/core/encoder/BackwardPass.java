package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kd4j.core.encoder.WeightProduct.Operand;
import org.kd4j.core.encoder.WeightProduct.Tile;

/**
 * The way back, a layer at a time: every shard's rows, and then, beside the rows of the layer below, the gradients of the
 * matrices over all rows. Threads wait for each other after each layer.
 */
final class BackwardPass implements AutoCloseable {
    private final Gemm gemm;
    private final Workers workers;
    private final List<TrainingWorkspace> workspaces;
    private final ParameterVector gradient;
    private final Deltas deltas = new Deltas();
    private final FirstTokensDeltas firstTokens = new FirstTokensDeltas();
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<VectorSums> blockSums = new ArrayList<>();
    private final List<VectorSums> embeddingSums = new ArrayList<>();

    BackwardPass(Gemm gemm, Workers workers, List<TrainingWorkspace> workspaces, ParameterVector gradient) {
        this.gemm = gemm;
        this.workers = workers;
        this.workspaces = workspaces;
        this.gradient = gradient;
    }

    /** As {@link EncoderPass#backward}. */
    int[] run(EncoderPass pass, Map<Integer, float[]> gradients, int lowest) {
        int top = top(gradients);
        if (top < lowest || pass.rows() == 0) {
            return new int[0];
        }
        TrainingBackward backward = begin(pass);
        blocks(pass, backward, gradients, Math.max(1, lowest), lowest);
        int[] words = lowest == 0 ? embeddings(pass, backward, gradients.get(0), top == 0) : new int[0];
        end();
        return words;
    }

    /**
     * As {@link UpperPass#backward}.
     *
     * @param from number of the given state
     */
    float[] run(EncoderPass pass, int from, Map<Integer, float[]> gradients, int lowest) {
        float[] gradient = new float[pass.size()];
        int top = top(gradients);
        if (top < lowest || pass.rows() == 0) {
            return gradient;
        }
        TrainingBackward backward = begin(pass);
        blocks(pass, backward, gradients, Math.max(lowest, from + 1), lowest);
        if (lowest <= from) {
            run(pass.shards().size(), (i, worker) -> {
                Shard shard = pass.shards().get(i);
                enter(pass, backward, workspaces.get(worker), shard, gradients.get(from), top == from);
                backward.leave(pass.input(), shard, gradient);
            });
        }
        end();
        return gradient;
    }

    private static int top(Map<Integer, float[]> gradients) {
        return gradients.keySet().stream().mapToInt(i -> i).max().orElse(-1);
    }

    private TrainingBackward begin(EncoderPass pass) {
        waiting.clear();
        deltas.reserve(pass.rows(), gradient.layout().shape());
        while (blockSums.size() < pass.shards().size()) {
            blockSums.add(new VectorSums());
            embeddingSums.add(new VectorSums());
        }
        TrainingForward forward = pass.forward();
        return new TrainingBackward(gemm, forward.network(), forward.masks(), forward.kept(), deltas);
    }

    /** What waits for a thread has no next tasks to be beside. */
    private void end() {
        run(0, (i, worker) -> {});
    }

    /**
     * @param bottom the last block that is gone through
     * @param lowest as there
     */
    private void blocks(
            EncoderPass pass, TrainingBackward backward, Map<Integer, float[]> gradients, int bottom, int lowest) {
        int top = top(gradients);
        int next = top;
        if (top == backward.network().layers() && pass.firstTokens().isPresent()) {
            firstTokens(pass, backward, pass.firstTokens().get(), gradients.get(top), top > lowest);
            next--;
        }
        for (int layer = next; layer >= bottom; layer--) {
            block(pass, backward, layer, gradients.get(layer), layer == top, layer > lowest);
        }
    }

    /** Sets the gradient of the state where it is the first, or adds to it; null: nothing happens. */
    private static void enter(
            EncoderPass pass,
            TrainingBackward backward,
            TrainingWorkspace workspace,
            Shard shard,
            float[] entering,
            boolean first) {
        if (entering != null) {
            backward.enter(workspace, pass.input(), shard, entering, !first);
        }
    }

    /** Tasks, and beside them what waits for a thread. */
    private void run(int tasks, Workers.Task task) {
        List<Runnable> beside = List.copyOf(waiting);
        waiting.clear();
        workers.run(tasks + beside.size(), (i, worker) -> {
            if (i < tasks) {
                task.run(i, worker);
            } else {
                beside.get(i - tasks).run();
            }
        });
    }

    /** The last block, of which only first tokens have a gradient. */
    private void firstTokens(
            EncoderPass pass, TrainingBackward backward, FirstTokens firsts, float[] entering, boolean further) {
        Kept kept = pass.forward().kept();
        KeptFirstTokens keep = kept.firstTokens;
        int layer = pass.forward().network().layers();
        firstTokens.reserve(firsts.count(), gradient.layout().shape());
        TrainingBackward some =
                new TrainingBackward(gemm, backward.network(), backward.masks(), backward.kept(), firstTokens.deltas);
        workers.run(1, (i, worker) -> {
            some.enter(workspaces.get(worker), pass.input(), firsts.shard(), entering, false);
            some.towardsAttention(
                    workspaces.get(worker),
                    firsts.shard(),
                    layer,
                    keep.block,
                    firstTokens.sums,
                    firstTokens.contexts,
                    0);
        });
        run(
                pass.shards().size(),
                (i, worker) -> backward.firstTokensAttention(
                        workspaces.get(worker), pass.shards().get(i), firsts, firstTokens, blockSums.get(i), further));
        Matrices<PlainFactor> matrices = Matrices.of(gemm, gradient, layer - 1);
        List<WeightProduct> products =
                new ArrayList<>(towardsAttention(matrices, keep.block, firstTokens.deltas.of(layer)));
        products.add(new WeightProduct(hidden(keep.inputs), hidden(firstTokens.queries), matrices.query()));
        multiply(firsts.count(), products);
        waiting.add(() -> backward.attention(firstTokens).addWeights(firsts.count(), matrices.key(), matrices.value()));
        String prefix = gradient.layout().prefix(layer - 1);
        VectorSums.addTo(gradient, List.of(firstTokens.sums), prefix);
        VectorSums.addTo(gradient, blockSums.subList(0, pass.shards().size()), prefix);
    }

    private void block(
            EncoderPass pass, TrainingBackward backward, int layer, float[] entering, boolean first, boolean further) {
        run(pass.shards().size(), (i, worker) -> {
            Shard shard = pass.shards().get(i);
            enter(pass, backward, workspaces.get(worker), shard, entering, first);
            backward.block(workspaces.get(worker), shard, layer, blockSums.get(i), further);
        });
        Matrices<PlainFactor> matrices = Matrices.of(gemm, gradient, layer - 1);
        Kept kept = pass.forward().kept();
        List<WeightProduct> products =
                new ArrayList<>(towardsAttention(matrices, kept.blocks.get(layer - 1), deltas.of(layer)));
        Stack projected = deltas.of(layer).queriesKeysValues;
        NativeFloats x = kept.states.get(layer - 1);
        products.add(projection(x, projected, 0, matrices.query()));
        products.add(projection(x, projected, 1, matrices.key()));
        products.add(projection(x, projected, 2, matrices.value()));
        multiply(pass.rows(), products);
        String prefix = gradient.layout().prefix(layer - 1);
        VectorSums.addTo(gradient, blockSums.subList(0, pass.shards().size()), prefix);
    }

    private List<WeightProduct> towardsAttention(
            Matrices<PlainFactor> matrices, KeptBlock keep, BlockDeltas gradients) {
        List<WeightProduct> products = new ArrayList<>();
        for (int i = 0; i < matrices.slices().size(); i++) {
            Matrices.Slice<PlainFactor> slice = matrices.slices().get(i);
            int width = slice.up().columns();
            Operand inner = new Operand(keep.inner.values(), keep.inner.row(i, 0), width);
            Operand innerGradients = new Operand(gradients.inner.values(), gradients.inner.row(i, 0), width);
            products.add(new WeightProduct(hidden(keep.middle), innerGradients, slice.up()));
            products.add(new WeightProduct(inner, hidden(gradients.fed), slice.down()));
        }
        products.add(new WeightProduct(hidden(keep.contexts), hidden(gradients.attended), matrices.output()));
        return products;
    }

    /** Of queries, keys or values. */
    private WeightProduct projection(NativeFloats x, Stack gradients, int part, PlainFactor matrix) {
        Operand dy = new Operand(gradients.values(), gradients.row(part, 0), matrix.columns());
        return new WeightProduct(hidden(x), dy, matrix);
    }

    private Operand hidden(NativeFloats values) {
        return new Operand(values, 0, gradient.layout().shape().hidden());
    }

    /** With the next tasks. */
    private void multiply(int rows, List<WeightProduct> products) {
        for (Tile tile : WeightProduct.tiles(products)) {
            waiting.add(() -> tile.add(gemm, rows));
        }
    }

    private int[] embeddings(EncoderPass pass, TrainingBackward backward, float[] entering, boolean first) {
        run(pass.shards().size(), (i, worker) -> {
            Shard shard = pass.shards().get(i);
            enter(pass, backward, workspaces.get(worker), shard, entering, first);
            backward.embeddings(workspaces.get(worker), shard, embeddingSums.get(i));
        });
        if (gradient.layout().shape().embeddings().projected()) {
            Kept kept = pass.forward().kept();
            PlainFactor matrix = PlainFactor.of(gemm, gradient, EncoderLayout.PROJECTION);
            Operand embedded = new Operand(kept.embedded, 0, matrix.rows());
            multiply(pass.rows(), List.of(new WeightProduct(embedded, hidden(deltas.state), matrix)));
        }
        VectorSums.addTo(gradient, embeddingSums.subList(0, pass.shards().size()), "embeddings.");
        return tables(pass, backward.embedded());
    }

    private int[] tables(EncoderPass pass, NativeFloats embedded) {
        EmbeddingShape shape = gradient.layout().shape().embeddings();
        TokenReads reads = TokenReads.of(pass.input(), pass.shards(), pass.rows(), shape.rule());
        if (shape.positions() > 0) {
            table(EncoderLayout.POSITIONS, reads.positions(), embedded);
        }
        if (shape.types() > 0) {
            table(EncoderLayout.TYPES, reads.types(), embedded);
        }
        return table(EncoderLayout.WORDS, reads.words(), embedded);
    }

    private int[] table(String name, int[] read, NativeFloats embedded) {
        NativeFloats target = gradient.floats(name);
        int width = gradient.layout().shape().embeddings().width();
        TableGradient sums = TableGradient.of(read);
        workers.run(sums.size(), (i, worker) -> sums.add(workspaces.get(worker), i, embedded, target, width));
        return sums.rows();
    }

    @Override
    public void close() {
        deltas.close();
        firstTokens.close();
    }
}

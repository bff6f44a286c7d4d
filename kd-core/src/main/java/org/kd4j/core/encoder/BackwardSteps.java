package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kd4j.core.encoder.Steps.Step;
import org.kd4j.core.encoder.WeightProduct.Operand;
import org.kd4j.core.encoder.WeightProduct.Tile;

/**
 * One way back: every shard's rows, layer by layer, and beside them, for threads that have no such rows, the gradients of the
 * matrices over all rows. A layer's rows wait for the gradients of the layer two above, whose memory they take.
 */
final class BackwardSteps {
    private final Gemm gemm;
    private final List<TrainingWorkspace> workspaces;
    private final ParameterVector gradient;
    private final Deltas deltas;
    private final FirstTokensDeltas firstTokens;
    private final EncoderPass pass;
    private final Map<Integer, float[]> gradients;
    private final TrainingBackward backward;
    private final Steps steps = new Steps();
    /** The last of each shard; empty before the first. */
    private List<Step> rows = List.of();
    /** The last that added sums of vectors; empty before the first. */
    private List<Step> sums = List.of();
    /** Gradients of the matrices of this layer. */
    private List<Step> products = List.of();
    /** The end of those of the layer above; empty where there are none. */
    private List<Step> above = List.of();
    /** The same of the layer two above. */
    private List<Step> twoAbove = List.of();

    /** @param gradients of the loss by hidden states */
    BackwardSteps(
            Gemm gemm,
            List<TrainingWorkspace> workspaces,
            ParameterVector gradient,
            Deltas deltas,
            FirstTokensDeltas firstTokens,
            EncoderPass pass,
            Map<Integer, float[]> gradients) {
        this.gemm = gemm;
        this.workspaces = workspaces;
        this.gradient = gradient;
        this.deltas = deltas;
        this.firstTokens = firstTokens;
        this.pass = pass;
        this.gradients = gradients;
        TrainingForward forward = pass.forward();
        this.backward = new TrainingBackward(gemm, forward.network(), forward.masks(), forward.kept(), deltas);
    }

    /** The highest state that has a gradient; -1 for none. */
    static int top(Map<Integer, float[]> gradients) {
        return gradients.keySet().stream().mapToInt(i -> i).max().orElse(-1);
    }

    /** Does what was added. */
    void run(Workers workers) {
        steps.run(workers);
    }

    /**
     * Adds the blocks from the highest state on.
     *
     * @param bottom the last block that is gone through
     * @param lowest the lowest layer that learns
     */
    void blocks(int bottom, int lowest) {
        int top = top(gradients);
        int next = top;
        if (top == backward.network().layers() && pass.firstTokens().isPresent()) {
            firstTokens(pass.firstTokens().get(), top > lowest);
            next--;
        }
        for (int layer = next; layer >= bottom; layer--) {
            block(layer, layer > lowest);
        }
    }

    /** Adds that the gradient of a state leaves to [batch, sequence, hidden]. */
    void leave(int layer, float[] target) {
        addRows(List.of(), (workspace, shard) -> {
            enter(workspace, shard, layer);
            backward.leave(pass.input(), shard, target);
        });
    }

    /**
     * Adds the embeddings without their tables.
     *
     * @return receives the gradient of the sums of their rows [rows, width]
     */
    NativeFloats embeddings() {
        List<VectorSums> own = vectorSums();
        nextLayer();
        addRows(List.of(), (workspace, shard) -> {
            enter(workspace, shard, 0);
            backward.embeddings(workspace, shard, own.get(shard.index()));
        });
        if (gradient.layout().shape().embeddings().projected()) {
            PlainFactor matrix = PlainFactor.of(gemm, gradient, EncoderLayout.PROJECTION);
            Operand embedded = new Operand(pass.forward().kept().embedded, 0, matrix.rows());
            multiply(pass.rows(), List.of(new WeightProduct(embedded, hidden(deltas.state), matrix)));
        }
        addSums(own, "embeddings.");
        return backward.embedded();
    }

    /** Something that is done to a shard's rows. */
    @FunctionalInterface
    private interface Rows {
        void change(TrainingWorkspace workspace, Shard shard);
    }

    private void nextLayer() {
        twoAbove = above;
        above = products.isEmpty() ? List.of() : List.of(steps.add(products, worker -> {}));
        products = new ArrayList<>();
    }

    private void addRows(List<Step> also, Rows change) {
        List<Step> own = new ArrayList<>();
        for (Shard shard : pass.shards()) {
            List<Step> after = new ArrayList<>(also);
            if (!rows.isEmpty()) {
                after.add(rows.get(shard.index()));
            }
            own.add(steps.add(after, worker -> change.change(workspaces.get(worker), shard)));
        }
        rows = own;
    }

    private List<VectorSums> vectorSums() {
        return Stream.generate(VectorSums::new).limit(pass.shards().size()).toList();
    }

    /** Layer by layer, as they may share vectors. */
    private void addSums(List<VectorSums> own, String prefix) {
        List<Step> after = new ArrayList<>(rows);
        after.addAll(sums);
        sums = List.of(steps.add(after, worker -> VectorSums.addTo(gradient, own, prefix)));
    }

    /** Sets the gradient of the state where it is the first, or adds to it; where it has none, nothing happens. */
    private void enter(TrainingWorkspace workspace, Shard shard, int layer) {
        if (gradients.get(layer) != null) {
            backward.enter(workspace, pass.input(), shard, gradients.get(layer), layer != top(gradients));
        }
    }

    /** The last block, of which only first tokens have a gradient. */
    private void firstTokens(FirstTokens firsts, boolean further) {
        Kept kept = pass.forward().kept();
        KeptFirstTokens keep = kept.firstTokens;
        nextLayer();
        int layer = backward.network().layers();
        TrainingBackward some =
                new TrainingBackward(gemm, backward.network(), backward.masks(), kept, firstTokens.deltas);
        VectorSums together = new VectorSums();
        Step first = steps.add(List.of(), worker -> {
            TrainingWorkspace workspace = workspaces.get(worker);
            some.enter(workspace, pass.input(), firsts.shard(), gradients.get(layer), false);
            some.towardsAttention(workspace, firsts.shard(), layer, keep.block, together, firstTokens.contexts, 0);
        });
        rows = Collections.nCopies(pass.shards().size(), first);
        List<VectorSums> own = vectorSums();
        addRows(
                List.of(),
                (workspace, shard) -> backward.firstTokensAttention(
                        workspace, shard, firsts, firstTokens, own.get(shard.index()), further));
        Matrices<PlainFactor> matrices = Matrices.of(gemm, gradient, layer - 1);
        List<WeightProduct> tokens =
                new ArrayList<>(towardsAttention(matrices, keep.block, firstTokens.deltas.of(layer)));
        tokens.add(new WeightProduct(hidden(keep.inputs), hidden(firstTokens.queries), matrices.query()));
        multiply(firsts.count(), tokens);
        FirstTokensAttentionBackward attention = backward.attention(firstTokens);
        for (int head = 0; head < backward.network().heads(); head++) {
            int one = head;
            addProduct(() -> attention.addWeights(one, firsts.count(), matrices.key(), matrices.value()));
        }
        String prefix = gradient.layout().prefix(layer - 1);
        addSums(List.of(together), prefix);
        addSums(own, prefix);
    }

    private void block(int layer, boolean further) {
        nextLayer();
        List<VectorSums> own = vectorSums();
        addRows(twoAbove, (workspace, shard) -> {
            enter(workspace, shard, layer);
            backward.block(workspace, shard, layer, own.get(shard.index()), further);
        });
        Matrices<PlainFactor> matrices = Matrices.of(gemm, gradient, layer - 1);
        Kept kept = pass.forward().kept();
        List<WeightProduct> tokens =
                new ArrayList<>(towardsAttention(matrices, kept.blocks.get(layer - 1), deltas.of(layer)));
        Stack projected = deltas.of(layer).queriesKeysValues;
        NativeFloats x = kept.states.get(layer - 1);
        tokens.add(projection(x, projected, 0, matrices.query()));
        tokens.add(projection(x, projected, 1, matrices.key()));
        tokens.add(projection(x, projected, 2, matrices.value()));
        multiply(pass.rows(), tokens);
        addSums(own, gradient.layout().prefix(layer - 1));
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

    private void multiply(int count, List<WeightProduct> tokens) {
        for (Tile tile : WeightProduct.tiles(tokens)) {
            addProduct(() -> tile.add(gemm, count));
        }
    }

    /** Layer by layer where they share matrices. */
    private void addProduct(Runnable product) {
        List<Step> after = new ArrayList<>(rows);
        if (gradient.layout().shape().shared()) {
            after.addAll(above);
        }
        products.add(steps.addBeside(after, product));
    }
}

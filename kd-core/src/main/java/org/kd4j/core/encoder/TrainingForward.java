package org.kd4j.core.encoder;

import java.util.List;
import java.util.function.Consumer;
import org.kd4j.core.encoder.Masks.Site;

/** The way there that keeps what the way back needs: from one hidden state of a shard to another. */
record TrainingForward(Gemm gemm, Network network, Masks masks, Kept kept) {

    /** The embeddings of the shard's tokens: hidden state 0. */
    void embed(TrainingWorkspace workspace, EncoderInput input, Shard shard) {
        Embeddings embeddings = network.embeddings();
        Unit unit = shard.unit();
        int width = embeddings.width();
        NativeFloats target = embeddings.projection().isPresent() ? kept.embedded : kept.states.get(0);
        float[] normed = workspace.chunk(1, width);
        for (int i = 0; i < unit.records().length; i++) {
            embeddings.forEachSum(workspace.forward, input, unit, i, (row, values) -> {
                int at = (shard.first() + row) * width;
                kept.embeddingFactors[shard.first() + row] = embeddings.norm().apply(values, normed);
                masks.apply(workspace, unit, row, 0, Site.EMBEDDINGS, normed, width);
                kept.embeddingNormal.put(at, values, 0, width);
                target.put(at, normed, 0, width);
            });
        }
        embeddings.projection().ifPresent(layer -> {
            layer.multiply(shard.rows(), kept.embedded, shard.first(), kept.states.get(0), shard.first(), false);
            addBias(workspace, kept.states.get(0), shard.first(), shard.end(), layer.bias);
        });
    }

    /** A hidden state that was given. */
    void enter(EncoderInput input, Shard shard, GivenState given) {
        given.copy(shard.unit(), input, kept.states.get(given.layer()), shard.first(), network.hidden());
    }

    /** Blocks from + 1 to {@code to}, from hidden state {@code from} on. */
    void blocks(TrainingWorkspace workspace, Shard shard, int from, int to) {
        for (int layer = from + 1; layer <= to; layer++) {
            block(workspace, shard, layer);
        }
    }

    private void block(TrainingWorkspace workspace, Shard shard, int layer) {
        List<DenseLayer> layers = network.blocks().get(layer - 1).projections();
        KeptBlock keep = kept.blocks.get(layer - 1);
        NativeFloats x = kept.states.get(layer - 1);
        int first = shard.first();
        Stack projected = keep.queriesKeysValues;
        projected.multiply(layers, shard.rows(), x, first);
        Projections projections = new Projections(projected, network.hidden());
        Attention.forEachRecord(shard.unit(), first, record -> {
            projected.addBiases(workspace.forward, layers, record.row(), record.count());
            attend(workspace, shard, layer, projections, keep, record);
        });
        afterAttention(workspace, shard, layer, keep, x);
    }

    /** The last block's attention where only first tokens ask. */
    void firstTokensAttention(TrainingWorkspace workspace, Shard shard, FirstTokens firsts) {
        Block block = network.blocks().get(network.layers() - 1);
        KeptFirstTokens keep = kept.firstTokens;
        NativeFloats x = kept.states.get(network.layers() - 1);
        int first = firsts.start(shard);
        int count = firsts.count(shard);
        firsts.gather(shard, x, keep.inputs, network.hidden());
        block.query().multiply(count, keep.inputs, first, keep.queries, first, false);
        addBias(workspace, keep.queries, first, first + count, block.query().bias);
        FirstTokensAttention attention = new FirstTokensAttention(gemm, block, network.heads());
        attention.ask(keep, first, count);
        firsts.forEachRecord(shard, (record, index) -> {
            float[] sums = new float[network.heads()];
            SoftmaxKernel.RowBody between = probabilitiesOfFirst(workspace, shard, record, sums);
            attention.attend(workspace.forward, x, record, keep, index, between);
            System.arraycopy(sums, 0, keep.sums, index * sums.length, sums.length);
        });
        attention.answer(workspace.forward, keep, first, count);
    }

    /** @param sums receives those of what was not dropped [heads] */
    private SoftmaxKernel.RowBody probabilitiesOfFirst(
            TrainingWorkspace workspace, Shard shard, Attention.Tokens record, float[] sums) {
        int heads = network.heads();
        long key = masks.key(network.layers(), Site.ATTENTION, shard.unit().records()[record.index()]);
        return (row, probabilities) -> {
            float[] signed =
                    drop(workspace, probabilities, heads, mask -> masks.ofFirstToken(key, record, heads, row, mask));
            RowLoop.add(sums, probabilities, heads);
            kept.firstTokens.block.probabilities.put((record.row() + row) * heads, signed, 0, heads);
        };
    }

    /** The rest of it, after the attention of all shards. */
    void firstTokens(TrainingWorkspace workspace, FirstTokens firsts) {
        afterAttention(workspace, firsts.shard(), network.layers(), kept.firstTokens.block, kept.firstTokens.inputs);
    }

    /**
     * The part of a block in which tokens do not meet.
     *
     * @param keep of the shard's rows
     * @param x the block's input
     */
    private void afterAttention(TrainingWorkspace workspace, Shard shard, int layer, KeptBlock keep, NativeFloats x) {
        Block block = network.blocks().get(layer - 1);
        int rows = shard.rows();
        int first = shard.first();
        block.output().multiply(rows, keep.contexts, first, keep.attentionNormal, first, false);
        Join attention = new Join(x, keep.attentionNormal, keep.attentionFactors, keep.middle, Site.ATTENTION_OUTPUT);
        join(workspace, shard, layer, attention, block.output().bias, block.attentionNorm());
        List<Matrices.Slice<DenseLayer>> slices = block.feedForward().slices();
        for (int slice = 0; slice < slices.size(); slice++) {
            DenseLayer up = slices.get(slice).up();
            int row = keep.inner.row(slice, first);
            up.multiply(rows, keep.middle, first, keep.slopes.values(), row, false);
            activate(workspace, keep, row, row + rows, up.bias);
            slices.get(slice).down().multiply(rows, keep.inner.values(), row, keep.outputNormal, first, slice > 0);
        }
        Join output = new Join(
                keep.middle, keep.outputNormal, keep.outputFactors, kept.states.get(layer), Site.FEED_FORWARD_OUTPUT);
        join(workspace, shard, layer, output, block.feedForward().bias(), block.outputNorm());
    }

    private void attend(
            TrainingWorkspace workspace,
            Shard shard,
            int layer,
            Projections projections,
            KeptBlock keep,
            Attention.Tokens record) {
        Attention attention = new Attention(gemm, network.hidden(), network.heads());
        long key = masks.key(layer, Site.ATTENTION, shard.unit().records()[record.index()]);
        record.forEachGroup(network.heads(), group -> {
            int at = shard.scores(group, network.heads());
            int columns = group.columns();
            attention.attend(workspace.forward, projections, keep.contexts, group, (row, probabilities) -> {
                float[] signed = drop(
                        workspace,
                        probabilities,
                        columns,
                        mask -> masks.ofAttention(workspace.draw, key, group, row, mask));
                keep.probabilities.put(at + row * columns, signed, 0, columns);
            });
        });
    }

    /**
     * Dropped probabilities turn to 0, and the others grow.
     *
     * @param draw puts their mask into an array
     * @return what they were, those that were dropped negative
     */
    private float[] drop(TrainingWorkspace workspace, float[] probabilities, int length, Consumer<float[]> draw) {
        if (masks.none(Site.ATTENTION)) {
            return probabilities;
        }
        float[] mask = workspace.mask(length);
        float[] signed = workspace.chunk(0, length);
        draw.accept(mask);
        split(probabilities, mask, signed, masks.growth(Site.ATTENTION), length);
        return signed;
    }

    private static void split(float[] probabilities, float[] mask, float[] signed, float growth, int length) {
        for (int i = 0; i < length; i++) {
            float p = probabilities[i];
            signed[i] = p * (2f * mask[i] - 1f);
            probabilities[i] = p * mask[i] * growth;
        }
    }

    private static void addBias(TrainingWorkspace workspace, NativeFloats y, int from, int to, float[] bias) {
        RowLoop.addBias(workspace.forward, y, from, to, bias);
    }

    /**
     * The end of half a block.
     *
     * @param x its input
     * @param branch what it adds, without bias; overwritten with x̂
     * @param y the normalised sum
     */
    private record Join(NativeFloats x, NativeFloats branch, float[] factors, NativeFloats y, Site site) {}

    private void join(TrainingWorkspace workspace, Shard shard, int layer, Join join, float[] bias, NormKernel norm) {
        int width = bias.length;
        float[] values = workspace.chunk(0, width);
        float[] others = workspace.chunk(1, width);
        for (int row = shard.first(); row < shard.end(); row++) {
            join.branch().get(row * width, values, 0, width);
            join.x().get(row * width, others, 0, width);
            if (masks.none(join.site())) {
                add(values, bias, others, width);
            } else {
                float[] mask = masks.mask(workspace, shard.unit(), row - shard.first(), layer, join.site(), width);
                addKept(values, bias, mask, masks.growth(join.site()), others, width);
            }
            join.factors()[row] = norm.apply(values, others);
            join.branch().put(row * width, values, 0, width);
            join.y().put(row * width, others, 0, width);
        }
    }

    private static void add(float[] branch, float[] bias, float[] x, int width) {
        for (int i = 0; i < width; i++) {
            branch[i] = branch[i] + bias[i] + x[i];
        }
    }

    private static void addKept(float[] branch, float[] bias, float[] mask, float growth, float[] x, int width) {
        for (int i = 0; i < width; i++) {
            branch[i] = (branch[i] + bias[i]) * (mask[i] * growth) + x[i];
        }
    }

    /** Rows of a slice, after the addition of the bias. */
    private void activate(TrainingWorkspace workspace, KeptBlock keep, int from, int to, float[] bias) {
        int width = bias.length;
        int together = FeedForward.rowsTogether(width);
        float[] biases = Values.repeated(bias, together);
        float[] values = workspace.chunk(0, biases.length);
        float[] slopes = workspace.chunk(1, biases.length);
        float[] scratch = workspace.chunk(2, biases.length);
        for (int row = from; row < to; row += together) {
            int length = Math.min(together, to - row) * width;
            keep.slopes.values().get(row * width, values, 0, length);
            RowLoop.add(values, biases, length);
            network.activation().apply(values, slopes, scratch, length);
            keep.slopes.values().put(row * width, slopes, 0, length);
            keep.inner.values().put(row * width, values, 0, length);
        }
    }
}

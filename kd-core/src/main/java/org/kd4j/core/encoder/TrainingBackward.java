package org.kd4j.core.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kd4j.core.encoder.AttentionBackward.Known;
import org.kd4j.core.encoder.Masks.Site;

/** The way back of a shard: from the gradient of one hidden state to that of another. Weights come later, for all rows. */
record TrainingBackward(Gemm gemm, Network network, Masks masks, Kept kept, Deltas deltas) {
    private static final List<String> PROJECTION_BIASES = List.of("query.bias", "key.bias", "value.bias");

    /**
     * Sets the gradient of the state, or adds to it.
     *
     * @param gradient [batch, sequence, hidden], of which padding's is not read, or [batch, hidden] of first tokens
     */
    void enter(TrainingWorkspace workspace, EncoderInput input, Shard shard, float[] gradient, boolean adding) {
        int hidden = network.hidden();
        Unit unit = shard.unit();
        if (gradient.length == input.batch() * hidden) {
            enterFirsts(workspace, shard, gradient, adding);
            return;
        }
        for (int i = 0; i < unit.records().length; i++) {
            for (int r = unit.starts()[i]; r < unit.starts()[i + 1]; r++) {
                int place = (unit.records()[i] * input.length() + unit.positions()[r]) * hidden;
                enter(workspace, shard.first() + r, gradient, place, adding);
            }
        }
    }

    private void enterFirsts(TrainingWorkspace workspace, Shard shard, float[] gradient, boolean adding) {
        int hidden = network.hidden();
        Unit unit = shard.unit();
        if (!adding) {
            float[] none = workspace.chunk(0, hidden);
            Arrays.fill(none, 0, hidden, 0f);
            for (int row = shard.first(); row < shard.end(); row++) {
                deltas.state.put(row * hidden, none, 0, hidden);
            }
        }
        for (int i = 0; i < unit.records().length; i++) {
            if (unit.tokens(i) > 0) {
                enter(workspace, shard.first() + unit.starts()[i], gradient, unit.records()[i] * hidden, adding);
            }
        }
    }

    private void enter(TrainingWorkspace workspace, int row, float[] gradient, int place, boolean adding) {
        int hidden = network.hidden();
        int at = row * hidden;
        if (!adding) {
            deltas.state.put(at, gradient, place, hidden);
            return;
        }
        float[] sum = workspace.chunk(0, hidden);
        float[] more = workspace.chunk(1, hidden);
        deltas.state.get(at, sum, 0, hidden);
        System.arraycopy(gradient, place, more, 0, hidden);
        RowLoop.add(sum, more, hidden);
        deltas.state.put(at, sum, 0, hidden);
    }

    /** Copies the gradient of the state to [batch, sequence, hidden]. */
    void leave(EncoderInput input, Shard shard, float[] gradient) {
        shard.unit().copy(deltas.state, shard.first(), input, gradient, network.hidden());
    }

    /**
     * Through a block, counted from 1.
     *
     * @param sums receives the gradients of biases and gains
     * @param further whether the gradient of the block's input is wanted
     */
    void block(TrainingWorkspace workspace, Shard shard, int layer, VectorSums sums, boolean further) {
        KeptBlock keep = kept.blocks.get(layer - 1);
        workspace.contexts = Workspace.grown(workspace.contexts, (long) shard.rows() * network.hidden());
        towardsAttention(workspace, shard, layer, keep, sums, workspace.contexts, 0);
        attention(workspace, shard, layer, sums, further);
    }

    /**
     * The part of a block in which tokens do not meet.
     *
     * @param keep of the shard's rows
     * @param contexts receives the gradient of attention's contexts
     * @param contextRow the shard's first row there
     */
    void towardsAttention(
            TrainingWorkspace workspace,
            Shard shard,
            int layer,
            KeptBlock keep,
            VectorSums sums,
            NativeFloats contexts,
            int contextRow) {
        Block block = network.blocks().get(layer - 1);
        BlockDeltas slopes = deltas.of(layer);
        int rows = shard.rows();
        int first = shard.first();
        Split output = new Split(keep.outputNormal, keep.outputFactors, slopes.fed, "outputNorm", "down.bias");
        split(workspace, shard, layer, Site.FEED_FORWARD_OUTPUT, output, block.outputNorm(), sums);
        List<Matrices.Slice<DenseLayer>> slices = block.feedForward().slices();
        float[] biases = sums.of("up.bias", slices.size() * block.feedForward().width());
        for (int slice = 0; slice < slices.size(); slice++) {
            DenseLayer up = slices.get(slice).up();
            NativeFloats inner = slopes.inner.values();
            int row = slopes.inner.row(slice, first);
            slices.get(slice).down().multiplyBack(rows, slopes.fed, first, inner, row, false);
            float[] sideBySide = activate(workspace, inner, keep.slopes.values(), row, row + rows, up.out);
            for (int i = 0; i < sideBySide.length; i++) {
                biases[slice * up.out + i % up.out] += sideBySide[i];
            }
            up.multiplyBack(rows, inner, row, deltas.state, first, true);
        }
        Split attention =
                new Split(keep.attentionNormal, keep.attentionFactors, slopes.attended, "attentionNorm", "output.bias");
        split(workspace, shard, layer, Site.ATTENTION_OUTPUT, attention, block.attentionNorm(), sums);
        block.output().multiplyBack(rows, slopes.attended, first, contexts, contextRow, false);
    }

    /** The rest, from the workspace's gradient of the contexts on. */
    void attention(TrainingWorkspace workspace, Shard shard, int layer, VectorSums sums, boolean further) {
        int hidden = network.hidden();
        List<DenseLayer> layers = network.blocks().get(layer - 1).projections();
        Stack queriesKeysValues = deltas.of(layer).queriesKeysValues;
        KeptBlock keep = kept.blocks.get(layer - 1);
        Projections inputs = new Projections(keep.queriesKeysValues, hidden);
        Projections gradients = new Projections(queriesKeysValues, hidden);
        AttentionBackward attention =
                new AttentionBackward(gemm, hidden, network.heads(), masks.growth(Site.ATTENTION));
        List<float[]> biases =
                PROJECTION_BIASES.stream().map(name -> sums.of(name, hidden)).toList();
        Attention.forEachRecord(shard.unit(), shard.first(), record -> {
            record.forEachGroup(network.heads(), group -> {
                int from = shard.scores(group, network.heads());
                Known known = new Known(inputs, keep.probabilities, from, workspace.contexts, shard.first());
                attention.attend(workspace, known, gradients, group);
            });
            addRows(workspace, queriesKeysValues, record, biases);
        });
        for (int part = 0; further && part < layers.size(); part++) {
            int row = queriesKeysValues.row(part, shard.first());
            layers.get(part)
                    .multiplyBack(shard.rows(), queriesKeysValues.values(), row, deltas.state, shard.first(), true);
        }
    }

    /**
     * The same of the last block where only first tokens ask.
     *
     * @param some gradients of what these tokens' rows became
     */
    void firstTokensAttention(
            TrainingWorkspace workspace,
            Shard shard,
            FirstTokens firsts,
            FirstTokensDeltas some,
            VectorSums sums,
            boolean further) {
        int hidden = network.hidden();
        Block block = network.blocks().get(network.layers() - 1);
        NativeFloats x = kept.states.get(network.layers() - 1);
        FirstTokensAttentionBackward attention = attention(some);
        int first = firsts.start(shard);
        int count = firsts.count(shard);
        attention.answer(workspace, first, count, sums.of("value.bias", hidden));
        Optional<NativeFloats> dx = further ? Optional.of(deltas.state) : Optional.empty();
        firsts.forEachRecord(shard, (record, index) -> attention.attend(workspace, x, record, index, dx));
        attention.ask(first, count);
        RowLoop.addRows(workspace.forward, some.queries, first, first + count, sums.of("query.bias", hidden));
        if (further) {
            block.query().multiplyBack(count, some.queries, first, some.deltas.state, first, true);
            firsts.add(shard, some.deltas.state, deltas.state, hidden);
        }
    }

    /** What goes back through the attention of first tokens, and to its matrices. */
    FirstTokensAttentionBackward attention(FirstTokensDeltas some) {
        Block last = network.blocks().get(network.layers() - 1);
        float growth = masks.growth(Site.ATTENTION);
        return new FirstTokensAttentionBackward(gemm, last, network.heads(), kept.firstTokens, some, growth);
    }

    /** To the sums of words, positions and types: in the gradient of the embeddings, or of the state. */
    void embeddings(TrainingWorkspace workspace, Shard shard, VectorSums sums) {
        Embeddings embeddings = network.embeddings();
        embeddings.projection().ifPresent(layer -> {
            addRows(workspace, deltas.state, shard, sums.of("projection.bias", layer.out));
            layer.multiplyBack(shard.rows(), deltas.state, shard.first(), deltas.embedded, shard.first(), false);
        });
        NormKernel norm = embeddings.norm();
        NativeFloats delta = embedded();
        int width = norm.width();
        float[] values = workspace.chunk(0, width);
        float[] normal = workspace.chunk(1, width);
        float[] gains = sums.of("norm.gain", width);
        float[] biases = sums.of("norm.bias", width);
        for (int row = shard.first(); row < shard.end(); row++) {
            delta.get(row * width, values, 0, width);
            kept.embeddingNormal.get(row * width, normal, 0, width);
            masks.apply(workspace, shard.unit(), row - shard.first(), 0, Site.EMBEDDINGS, values, width);
            norm.back(values, normal, kept.embeddingFactors[row], gains, biases);
            delta.put(row * width, values, 0, width);
        }
    }

    /** Where {@link #embeddings} leaves its result [rows, width]. */
    NativeFloats embedded() {
        return network.embeddings().projection().isPresent() ? deltas.embedded : deltas.state;
    }

    /**
     * The end of half a block.
     *
     * @param normal x̂
     * @param branch receives the gradient of what the half adds
     * @param norm name of the normalisation
     * @param bias name of the bias of what the half adds
     */
    private record Split(NativeFloats normal, float[] factors, NativeFloats branch, String norm, String bias) {}

    /** The gradient of the sum stays in the state's. */
    private void split(
            TrainingWorkspace workspace,
            Shard shard,
            int layer,
            Site site,
            Split split,
            NormKernel norm,
            VectorSums sums) {
        int width = norm.width();
        float[] values = workspace.chunk(0, width);
        float[] normal = workspace.chunk(1, width);
        float[] gains = sums.of(split.norm() + ".gain", width);
        float[] biases = sums.of(split.norm() + ".bias", width);
        float[] branchBiases = sums.of(split.bias(), width);
        for (int row = shard.first(); row < shard.end(); row++) {
            deltas.state.get(row * width, values, 0, width);
            split.normal().get(row * width, normal, 0, width);
            norm.back(values, normal, split.factors()[row], gains, biases);
            deltas.state.put(row * width, values, 0, width);
            if (masks.none(site)) {
                RowLoop.add(branchBiases, values, width);
            } else {
                float[] mask = masks.mask(workspace, shard.unit(), row - shard.first(), layer, site, width);
                addKept(branchBiases, values, mask, masks.growth(site), width);
            }
            split.branch().put(row * width, values, 0, width);
        }
    }

    /** Drops values, and adds what is kept. */
    private static void addKept(float[] sums, float[] values, float[] mask, float growth, int width) {
        for (int i = 0; i < width; i++) {
            float kept = values[i] * (mask[i] * growth);
            values[i] = kept;
            sums[i] += kept;
        }
    }

    /**
     * Rows of a slice.
     *
     * @param deltas of the values after the activation, overwritten with those before it
     * @return sums of these, of several rows side by side
     */
    private static float[] activate(
            TrainingWorkspace workspace, NativeFloats deltas, NativeFloats keptSlopes, int from, int to, int width) {
        int together = FeedForward.rowsTogether(width);
        float[] sums = new float[together * width];
        float[] values = workspace.chunk(0, sums.length);
        float[] slopes = workspace.chunk(1, sums.length);
        for (int row = from; row < to; row += together) {
            int length = Math.min(together, to - row) * width;
            deltas.get(row * width, values, 0, length);
            keptSlopes.get(row * width, slopes, 0, length);
            RowLoop.multiply(values, slopes, length);
            RowLoop.add(sums, values, length);
            deltas.put(row * width, values, 0, length);
        }
        return sums;
    }

    /** A record's rows of each part. */
    private static void addRows(
            TrainingWorkspace workspace, Stack projected, Attention.Tokens record, List<float[]> sums) {
        for (int part = 0; part < sums.size(); part++) {
            int row = projected.row(part, record.row());
            RowLoop.addRows(workspace.forward, projected.values(), row, row + record.count(), sums.get(part));
        }
    }

    private static void addRows(TrainingWorkspace workspace, NativeFloats y, Shard shard, float[] sums) {
        RowLoop.addRows(workspace.forward, y, shard.first(), shard.end(), sums);
    }
}

package org.kd4j.core.encoder;

import java.util.Arrays;
import org.kd4j.core.encoder.AttentionBackward.Known;
import org.kd4j.core.encoder.Masks.Site;

/** The way back of a shard: from the gradient of one hidden state to that of another. Weights come later, for all rows. */
record TrainingBackward(Gemm gemm, Network network, Masks masks, Kept kept, Deltas deltas) {
    private static final String QUERY_KEY_VALUE_BIAS = "queryKeyValue.bias";

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
        block.down().multiplyBack(rows, slopes.fed, first, slopes.inner, first, false);
        activate(workspace, shard, slopes.inner, keep.slopes, sums.of("up.bias", block.up().out));
        block.up().multiplyBack(rows, slopes.inner, first, deltas.state, first, true);
        Split attention =
                new Split(keep.attentionNormal, keep.attentionFactors, slopes.attended, "attentionNorm", "output.bias");
        split(workspace, shard, layer, Site.ATTENTION_OUTPUT, attention, block.attentionNorm(), sums);
        block.output().multiplyBack(rows, slopes.attended, first, contexts, contextRow, false);
    }

    /** The rest, from the workspace's gradient of the contexts on. */
    void attention(TrainingWorkspace workspace, Shard shard, int layer, VectorSums sums, boolean further) {
        int hidden = network.hidden();
        DenseLayer queryKeyValue = network.blocks().get(layer - 1).queryKeyValue();
        NativeFloats queriesKeysValues = deltas.of(layer).queriesKeysValues;
        KeptBlock keep = kept.blocks.get(layer - 1);
        Projections inputs = new HeadProjections(keep.queriesKeysValues, 0, hidden);
        AttentionBackward attention = attention();
        float[] biases = sums.of(QUERY_KEY_VALUE_BIAS, queryKeyValue.out);
        Attention.ofAllTokens(shard.unit(), shard.first(), record -> {
            HeadProjections gradients =
                    new HeadProjections(workspace.rows(record.tokens(), queryKeyValue.out), record.row(), hidden);
            record.forEachGroup(network.heads(), group -> {
                int from = shard.scores(group, network.heads());
                Known known = new Known(inputs, keep.probabilities, from, workspace.contexts, shard.first());
                attention.attend(workspace, known, gradients, group);
            });
            gradients.addRows(workspace.forward, record, network.headSize(), queriesKeysValues, biases);
        });
        if (further) {
            int first = shard.first();
            queryKeyValue.multiplyBack(shard.rows(), queriesKeysValues, first, deltas.state, first, true);
        }
    }

    private AttentionBackward attention() {
        return new AttentionBackward(gemm, network.hidden(), network.heads(), masks.share(Site.ATTENTION));
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
        NativeFloats queriesKeysValues = deltas.of(network.layers()).queriesKeysValues;
        KeptFirstTokens keep = kept.firstTokens;
        Projections inputs = keep.projections(hidden);
        Projections gradients = RowProjections.apart(some.queries, queriesKeysValues, hidden);
        AttentionBackward attention = attention();
        int asking = firsts.start(shard);
        int count = firsts.count(shard);
        float[] queryBias = new float[hidden];
        float[] keyValueBias = new float[2 * hidden];
        Attention.ofFirstTokens(shard.unit(), shard.first(), asking, record -> {
            record.forEachGroup(network.heads(), group -> {
                int from = shard.scores(group, network.heads());
                Known known = new Known(inputs, keep.block.probabilities, from, some.contexts, 0);
                attention.attend(workspace, known, gradients, group);
            });
            RowLoop.addRows(workspace.forward, queriesKeysValues, record.row(), record.end(), keyValueBias);
        });
        RowLoop.addRows(workspace.forward, some.queries, asking, asking + count, queryBias);
        float[] biases = Arrays.copyOf(queryBias, 3 * hidden);
        System.arraycopy(keyValueBias, 0, biases, hidden, 2 * hidden);
        RowLoop.add(sums.of(QUERY_KEY_VALUE_BIAS, 3 * hidden), biases, 3 * hidden);
        if (further) {
            DenseLayer all = network.blocks().get(network.layers() - 1).queryKeyValue();
            int first = shard.first();
            NativeFloats state = some.deltas.state;
            all.part(hidden, 3 * hidden)
                    .multiplyBack(shard.rows(), queriesKeysValues, first, deltas.state, first, false);
            all.part(0, hidden).multiplyBack(count, some.queries, asking, state, asking, true);
            firsts.add(shard, state, deltas.state, hidden);
        }
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
            masks.apply(workspace, shard.unit(), row - shard.first(), layer, site, values, width);
            RowLoop.add(branchBiases, values, width);
            split.branch().put(row * width, values, 0, width);
        }
    }

    /** @param deltas of the values after the activation, overwritten with those before it */
    private static void activate(
            TrainingWorkspace workspace, Shard shard, NativeFloats deltas, NativeFloats keptSlopes, float[] biases) {
        int width = biases.length;
        float[] values = workspace.chunk(0, width);
        float[] slopes = workspace.chunk(1, width);
        for (int row = shard.first(); row < shard.end(); row++) {
            deltas.get(row * width, values, 0, width);
            keptSlopes.get(row * width, slopes, 0, width);
            RowLoop.multiply(values, slopes, width);
            RowLoop.add(biases, values, width);
            deltas.put(row * width, values, 0, width);
        }
    }

    private static void addRows(TrainingWorkspace workspace, NativeFloats y, Shard shard, float[] sums) {
        RowLoop.addRows(workspace.forward, y, shard.first(), shard.end(), sums);
    }
}

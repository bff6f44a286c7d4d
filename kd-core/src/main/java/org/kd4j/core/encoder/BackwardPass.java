package org.kd4j.core.encoder;

import java.util.List;
import java.util.Map;

/** The way back through an encoder, whose memory it keeps from one to the next. */
final class BackwardPass implements AutoCloseable {
    private final Gemm gemm;
    private final Workers workers;
    private final List<TrainingWorkspace> workspaces;
    private final ParameterVector gradient;
    private final Deltas deltas = new Deltas();
    private final FirstTokensDeltas firstTokens = new FirstTokensDeltas();

    BackwardPass(Gemm gemm, Workers workers, List<TrainingWorkspace> workspaces, ParameterVector gradient) {
        this.gemm = gemm;
        this.workers = workers;
        this.workspaces = workspaces;
        this.gradient = gradient;
    }

    /** As {@link EncoderPass#backward}. */
    int[] run(EncoderPass pass, Map<Integer, float[]> gradients, int lowest) {
        if (BackwardSteps.top(gradients) < lowest || pass.rows() == 0) {
            return new int[0];
        }
        BackwardSteps steps = begin(pass, gradients);
        steps.blocks(Math.max(1, lowest), lowest);
        if (lowest > 0) {
            steps.run(workers);
            return new int[0];
        }
        NativeFloats embedded = steps.embeddings();
        steps.run(workers);
        return tables(pass, embedded);
    }

    /**
     * As {@link UpperPass#backward}.
     *
     * @param from number of the given state
     */
    float[] run(EncoderPass pass, int from, Map<Integer, float[]> gradients, int lowest) {
        float[] gradient = new float[pass.size()];
        if (BackwardSteps.top(gradients) < lowest || pass.rows() == 0) {
            return gradient;
        }
        BackwardSteps steps = begin(pass, gradients);
        steps.blocks(Math.max(lowest, from + 1), lowest);
        if (lowest <= from) {
            steps.leave(from, gradient);
        }
        steps.run(workers);
        return gradient;
    }

    private BackwardSteps begin(EncoderPass pass, Map<Integer, float[]> gradients) {
        EncoderShape shape = gradient.layout().shape();
        deltas.reserve(pass.rows(), shape);
        pass.firstTokens().ifPresent(firsts -> firstTokens.reserve(firsts.count(), shape));
        return new BackwardSteps(gemm, workspaces, gradient, deltas, firstTokens, pass, gradients);
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

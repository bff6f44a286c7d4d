package org.kd4j.core.training;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.kd4j.core.training.Chunks.Chunk;

/**
 * Two passes over the chunks of a step: squares of the gradient for its norm, then clip, step and clearing of the
 * gradient at once. Every thread has a contiguous share; a chunk's result does not depend on whose it is, and the norm is
 * summed in the order of the chunks.
 */
final class ChunkUpdate implements AutoCloseable {
    /** Fewer numbers than this take less time than waking a thread does. */
    private static final long WORTH_A_THREAD = 1 << 16;

    /** Sums of squares in float, each over every 1,024th number of a chunk, at most 16 of them; added up in double. */
    private static final int LANES = 1 << 10;

    /** Numbers that are moved at a time, so few that each loop finds them in a cache near the core; not fewer than lanes. */
    private static final int PIECE = 1 << 11;

    private final Optimizer optimizer;
    private final Team team;
    private final Team alone = new Team(1);
    private final float[][] values;
    private final float[][] gradients;
    private final float[][][] states;
    private final float[] zeros = new float[Chunks.LARGEST];

    ChunkUpdate(Optimizer optimizer, int threads) {
        this.optimizer = optimizer;
        states = new float[threads][optimizer.stateVectors()][PIECE];
        team = new Team(threads);
        values = new float[threads][PIECE];
        gradients = new float[threads][PIECE];
    }

    /** Sum of the squares of each chunk. */
    double[] squares(List<Chunk> chunks, FloatBuffer gradient) {
        double[] squares = new double[chunks.size()];
        forEach(chunks, (index, thread) -> {
            Chunk chunk = chunks.get(index);
            double sum = 0;
            float[] g = gradients[thread];
            float[] sums = values[thread];
            int lanes = Math.min(chunk.length(), LANES);
            Arrays.fill(sums, 0, lanes, 0f);
            for (int from = 0; from < chunk.length(); from += lanes) {
                int length = Math.min(chunk.length() - from, lanes);
                gradient.get(chunk.at() + from, g, 0, length);
                addSquares(sums, g, length);
            }
            for (int lane = 0; lane < lanes; lane++) {
                sum += sums[lane];
            }
            squares[index] = sum;
        });
        return squares;
    }

    private static void addSquares(float[] sums, float[] g, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] += g[i] * g[i];
        }
    }

    /**
     * Moves the weights, and sets the gradient to 0.
     *
     * @param state of the optimizer, laid out as the weights
     * @param number of the step, from 1
     * @param clipping of the gradient
     */
    void move(
            List<Chunk> chunks,
            FloatBuffer weights,
            FloatBuffer gradient,
            float[][] state,
            long number,
            Clipping clipping,
            double rate) {
        forEach(chunks, (index, thread) -> {
            Chunk chunk = chunks.get(index);
            PartRule rule = chunk.rule();
            Optimizer.Step step =
                    new Optimizer.Step(number, clipping.of(chunk.part()), rate * rule.rate(), rule.decays());
            move(chunk, weights, gradient, state, step, thread);
        });
    }

    private void move(
            Chunk chunk, FloatBuffer weights, FloatBuffer gradient, float[][] state, Optimizer.Step step, int thread) {
        float[] w = values[thread];
        float[] g = gradients[thread];
        float[][] s = states[thread];
        int end = chunk.at() + chunk.length();
        for (int at = chunk.at(); at < end; at += PIECE) {
            int length = Math.min(PIECE, end - at);
            weights.get(at, w, 0, length);
            gradient.get(at, g, 0, length);
            for (int i = 0; i < s.length; i++) {
                System.arraycopy(state[i], at, s[i], 0, length);
            }
            optimizer.move(w, g, s, length, step);
            weights.put(at, w, 0, length);
            gradient.put(at, zeros, 0, length);
            for (int i = 0; i < s.length; i++) {
                System.arraycopy(s[i], 0, state[i], at, length);
            }
        }
    }

    /** Sets the gradient to 0 without a step. */
    void clear(List<Chunk> chunks, FloatBuffer gradient) {
        forEach(
                chunks,
                (index, thread) -> gradient.put(
                        chunks.get(index).at(), zeros, 0, chunks.get(index).length()));
    }

    private interface Body {
        void apply(int chunk, int thread);
    }

    private void forEach(List<Chunk> chunks, Body body) {
        long total = chunks.stream().mapToLong(Chunk::length).sum();
        Team workers = total < WORTH_A_THREAD ? alone : team;
        int[] ends = shares(chunks, total, workers.threads());
        workers.run(share -> {
            for (int chunk = share == 0 ? 0 : ends[share - 1]; chunk < ends[share]; chunk++) {
                body.apply(chunk, share);
            }
        });
    }

    /** Where each thread's share of the numbers ends. */
    private static int[] shares(List<Chunk> chunks, long total, int threads) {
        int[] ends = new int[threads];
        Arrays.fill(ends, chunks.size());
        long before = 0;
        int share = 0;
        for (int chunk = 0; chunk < chunks.size() && share < threads - 1; chunk++) {
            before += chunks.get(chunk).length();
            while (share < threads - 1 && before * threads >= total * (share + 1)) {
                ends[share++] = chunk + 1;
            }
        }
        return ends;
    }

    @Override
    public void close() {
        team.close();
    }
}

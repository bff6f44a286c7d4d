package org.kd4j.core.encoder;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The feed-forward part of a block in slices of what is inside it: Σ φ(x U + a) D + b over all slices, each with some columns
 * of the first matrix and the rows of the second that read them.
 *
 * @param slices all of the same width; the second layer of each has the bias of the sum
 */
record FeedForward(List<Matrices.Slice<DenseLayer>> slices) implements AutoCloseable {
    /** Of wider rows, gradients of weights are slower. */
    private static final int WIDEST = 768;
    /** Of narrower ones, all products are. */
    private static final int NARROWEST = 128;
    /** Numbers that vector instructions take at once. */
    private static final int LANES = 16;
    /** Numbers of a loop that fit into a core's first cache several times. */
    private static final int NUMBERS_TOGETHER = 1_536;

    /** How wide slices are: equal ones of 128 to 768, or one where no multiple of 16 among them divides it. */
    static int width(int intermediate) {
        for (int width = WIDEST; width >= NARROWEST; width -= LANES) {
            if (intermediate % width == 0) {
                return width;
            }
        }
        return intermediate;
    }

    /** Where each slice begins. */
    static IntStream starts(int intermediate) {
        int width = width(intermediate);
        return IntStream.range(0, intermediate / width).map(slice -> slice * width);
    }

    /** How many rows are gone through in one loop: a long one is faster than several short ones. */
    static int rowsTogether(int width) {
        return Math.max(1, NUMBERS_TOGETHER / width);
    }

    int width() {
        return slices.get(0).up().out;
    }

    /** Of the sum. */
    float[] bias() {
        return slices.get(0).down().bias;
    }

    @Override
    public void close() {
        slices.forEach(slice -> {
            slice.up().close();
            slice.down().close();
        });
    }
}

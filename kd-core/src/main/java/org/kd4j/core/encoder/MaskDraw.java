package org.kd4j.core.encoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Draws masks of 0 and 1. Each is a function of (key, index) alone: the index, mixed by three multiplications and the halves
 * of the key, is compared with the share. So masks can be drawn again for the way back, in pieces of any size, on any
 * thread. One for each thread.
 */
final class MaskDraw {
    private static final int ONE = Float.floatToRawIntBits(1f);
    private int[] indices = new int[0];
    private int[] bits = new int[0];
    private IntBuffer asInts;
    private FloatBuffer asFloats;

    /**
     * @param mask receives 0 with probability {@code share}, else 1
     * @param at where in {@code mask}
     * @param first index of the first value within the key's stream
     */
    void draw(float[] mask, int at, long key, int first, int length, float share) {
        reserve(length);
        int threshold = threshold(share);
        mix(indices, bits, length, first + (int) key, (int) (key >>> 32), threshold);
        asInts.put(0, bits, 0, length);
        asFloats.get(0, mask, at, length);
    }

    /** What {@link #draw} would put at one index. */
    static float one(long key, int index, float share) {
        return Float.intBitsToFloat(mixed(index + (int) key, (int) (key >>> 32), threshold(share)));
    }

    private static int threshold(float share) {
        return (int) (share * 0x1p31f);
    }

    /** Whole loops of int become vector instructions; those that turn int into float do not, hence the buffers. */
    private static void mix(int[] indices, int[] bits, int length, int low, int high, int threshold) {
        for (int i = 0; i < length; i++) {
            bits[i] = mixed(indices[i] + low, high, threshold);
        }
    }

    private static int mixed(int start, int high, int threshold) {
        int h = start;
        h ^= h >>> 17;
        h *= 0xed5ad4bb;
        h += high;
        h ^= h >>> 11;
        h *= 0xac4c1b51;
        h ^= h >>> 15;
        h *= 0x31848bab;
        h ^= h >>> 14;
        return ~(((h >>> 1) - threshold) >> 31) & ONE;
    }

    private void reserve(int length) {
        if (asInts != null && indices.length >= length) {
            return;
        }
        indices = new int[length];
        for (int i = 0; i < length; i++) {
            indices[i] = i;
        }
        bits = new int[length];
        ByteBuffer bytes = ByteBuffer.allocateDirect(Integer.BYTES * length).order(ByteOrder.nativeOrder());
        asInts = bytes.asIntBuffer();
        asFloats = bytes.asFloatBuffer();
    }
}

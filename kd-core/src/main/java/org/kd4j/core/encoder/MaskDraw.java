package org.kd4j.core.encoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.stream.IntStream;

/**
 * Draws masks of 0 and 1. Each is a function of (key, index) alone: the index, mixed by three multiplications and the halves
 * of the key, is compared with the share. So masks can be drawn again for the way back, in pieces of any size, on any
 * thread. One for each thread.
 */
final class MaskDraw {
    private static final int ONE = Float.floatToRawIntBits(1f);
    /** Values that are drawn at a time, so that they stay in the core's first cache. */
    private static final int PIECE = 1_024;

    private final int[] indices = IntStream.range(0, PIECE).toArray();
    private final int[] bits = new int[PIECE];
    private final IntBuffer asInts;
    private final FloatBuffer asFloats;

    MaskDraw() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Integer.BYTES * PIECE).order(ByteOrder.nativeOrder());
        asInts = bytes.asIntBuffer();
        asFloats = bytes.asFloatBuffer();
    }

    /**
     * @param mask receives 0 with probability {@code share}, else 1
     * @param at where in {@code mask}
     * @param first index of the first value within the key's stream
     */
    void draw(float[] mask, int at, long key, int first, int length, float share) {
        int threshold = threshold(share);
        for (int from = 0; from < length; from += PIECE) {
            int count = Math.min(PIECE, length - from);
            mix(indices, bits, count, first + from + (int) key, (int) (key >>> 32), threshold);
            asInts.put(0, bits, 0, count);
            asFloats.get(0, mask, at + from, count);
        }
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
}

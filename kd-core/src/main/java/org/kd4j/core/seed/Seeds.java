package org.kd4j.core.seed;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The random streams of a run. Each is derived from (seed, purpose, index) alone, so that a draw for one purpose never
 * moves another's, and a trial that is run again on its own draws what it drew within the sweep.
 */
public final class Seeds {
    private Seeds() {}

    /**
     * @param seed the run's seed
     * @param purpose what the draws are for, such as {@code "order"} or {@code "initial weights"}
     * @param index which of its kind: an epoch, a trial; 0 where there is one only
     */
    public static SplittableRandom stream(long seed, String purpose, long index) {
        return new SplittableRandom(derive(seed, purpose, index));
    }

    /**
     * The same for something that has a name, such as a record's id, wherever it stands.
     *
     * @param keys what names it; where one ends counts
     */
    public static SplittableRandom stream(long seed, String purpose, List<String> keys) {
        CRC32C hash = new CRC32C();
        keys.forEach(key -> hash.update((key.length() + ":" + key).getBytes(StandardCharsets.UTF_8)));
        return stream(seed, purpose, hash.getValue());
    }

    /** The same derivation as a number, for libraries that take a seed. */
    public static long derive(long seed, String purpose, long index) {
        long hash = mix(seed);
        for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
            hash = mix(hash ^ (b & 0xff));
        }
        return mix(hash ^ mix(index));
    }

    /** A permutation of 0 … n-1 (Fisher-Yates). */
    public static int[] permutation(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

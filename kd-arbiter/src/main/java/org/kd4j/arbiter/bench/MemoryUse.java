package org.kd4j.arbiter.bench;

import org.bytedeco.javacpp.Pointer;

/**
 * The memory of this process, in bytes.
 *
 * @param heap of Java, after garbage collection
 * @param offHeap what javacpp has counted
 * @param resident as the operating system counts it
 */
record MemoryUse(long heap, long offHeap, long resident) {
    private static final int COLLECTIONS = 3;

    /** Off-heap memory of objects that are no longer reachable is freed by threads of its own, a little later. */
    private static final long SETTLING_MILLIS = 100;

    static MemoryUse now() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            settle();
        }
        Runtime runtime = Runtime.getRuntime();
        return new MemoryUse(
                runtime.totalMemory() - runtime.freeMemory(), Pointer.totalBytes(), Pointer.physicalBytes());
    }

    private static void settle() {
        try {
            Thread.sleep(SETTLING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

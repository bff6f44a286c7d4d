package org.kd4j.core.encoder;

/** The arrays of one thread, kept between calls and made anew where a unit needs larger ones. */
final class Workspace implements AutoCloseable {
    /** Values that a loop of Java takes at a time: what fits into the nearest cache. */
    static final int CHUNK = 8_192;

    final SoftmaxKernel softmax = new SoftmaxKernel();
    NativeFloats states = new NativeFloats(1);
    NativeFloats embedded = new NativeFloats(1);
    NativeFloats queriesKeysValues = new NativeFloats(1);
    NativeFloats contexts = new NativeFloats(1);
    NativeFloats inner = new NativeFloats(1);
    NativeFloats scores = new NativeFloats(1);
    float[] chunk = new float[CHUNK];
    float[] scratch = new float[CHUNK];

    /** At least so many elements; the old content may be lost. */
    static NativeFloats grown(NativeFloats array, long elements) {
        if (array.length() >= elements) {
            return array;
        }
        array.close();
        return new NativeFloats(elements);
    }

    float[] chunk(int length) {
        if (chunk.length < length) {
            chunk = new float[length];
            scratch = new float[length];
        }
        return chunk;
    }

    @Override
    public void close() {
        states.close();
        embedded.close();
        queriesKeysValues.close();
        contexts.close();
        inner.close();
        scores.close();
    }
}

package org.kd4j.core.encoder;

/** The arrays of one thread, kept between calls and made anew where a unit needs larger ones. */
final class Workspace implements AutoCloseable {
    final SoftmaxKernel softmax = new SoftmaxKernel();
    NativeFloats states = new NativeFloats(1);
    NativeFloats embedded = new NativeFloats(1);
    NativeFloats queriesKeysValues = new NativeFloats(1);
    NativeFloats contexts = new NativeFloats(1);
    NativeFloats inner = new NativeFloats(1);
    NativeFloats scores = new NativeFloats(1);
    float[] scratch = new float[0];
    private float[] chunk = new float[0];

    /** At least so many elements; the old content may be lost. */
    static NativeFloats grown(NativeFloats array, long elements) {
        if (array.length() >= elements) {
            return array;
        }
        array.close();
        return new NativeFloats(elements);
    }

    /** An array; {@link #scratch} is as long. */
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

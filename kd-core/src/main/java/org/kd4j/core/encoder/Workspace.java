package org.kd4j.core.encoder;

/** The arrays of one thread, kept between calls and made anew where a unit needs larger ones. */
final class Workspace implements AutoCloseable {
    final SoftmaxKernel softmax = new SoftmaxKernel();
    NativeFloats states = new NativeFloats(1);
    NativeFloats embedded = new NativeFloats(1);
    Stack queriesKeysValues = Stack.empty();
    NativeFloats contexts = new NativeFloats(1);
    Stack inner = Stack.empty();
    NativeFloats scores = new NativeFloats(1);
    private float[] chunk = new float[0];
    private float[] scratch = new float[0];

    /** At least so many elements; the old content may be lost. */
    static NativeFloats grown(NativeFloats array, long elements) {
        if (array.length() >= elements) {
            return array;
        }
        array.close();
        return new NativeFloats(elements);
    }

    float[] chunk(int length) {
        chunk = grown(chunk, length);
        return chunk;
    }

    /** A second array. */
    float[] scratch(int length) {
        scratch = grown(scratch, length);
        return scratch;
    }

    private static float[] grown(float[] array, int length) {
        return array.length >= length ? array : new float[length];
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

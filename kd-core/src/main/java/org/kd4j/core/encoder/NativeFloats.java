package org.kd4j.core.encoder;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** Floats outside the heap, where matrix products find them. Fewer than 2^31. */
final class NativeFloats implements AutoCloseable {
    private final FloatPointer pointer;
    private final FloatBuffer buffer;

    NativeFloats(long length) {
        this(new FloatPointer(length));
    }

    private NativeFloats(FloatPointer pointer) {
        this.pointer = pointer;
        this.buffer = pointer.asBuffer();
    }

    /** So many numbers of memory that somebody else frees, not before the view is done with. */
    static NativeFloats view(FloatPointer memory, long from, int length) {
        FloatPointer part = memory.getPointer(from);
        part.capacity(length);
        return new NativeFloats(part);
    }

    static NativeFloats of(FloatBuffer values) {
        NativeFloats copy = new NativeFloats(values.remaining());
        copy.buffer.put(0, values, values.position(), values.remaining());
        return copy;
    }

    int length() {
        return buffer.capacity();
    }

    /** A matrix whose first element is this one. */
    Matrix matrix(long element, int stride) {
        // Into the address, as JavaCPP hands a position to a void* parameter in bytes.
        return new Matrix(pointer.getPointer(element), stride, false);
    }

    void get(int from, float[] target, int at, int length) {
        buffer.get(from, target, at, length);
    }

    void put(int to, float[] source, int at, int length) {
        buffer.put(to, source, at, length);
    }

    @Override
    public void close() {
        pointer.close();
    }
}

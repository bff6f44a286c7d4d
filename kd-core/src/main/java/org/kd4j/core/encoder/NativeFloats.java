package org.kd4j.core.encoder;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

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

    /** A matrix whose first element is this one; it does not keep the memory. */
    Matrix matrix(long element, int stride) {
        return new Matrix(new Address(pointer.address() + element * Float.BYTES), stride, false);
    }

    /** No more than that: the garbage collector watches each copy that JavaCPP makes of a pointer. */
    private static final class Address extends FloatPointer {
        Address(long address) {
            super((Pointer) null);
            this.address = address;
        }
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

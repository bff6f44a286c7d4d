package org.kd4j.core.encoder;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights of an encoder, or their gradient, as one vector outside the heap: memory of its own, or an ND4J array's.
 * Whoever changes it while an encoder computes with it gets undefined numbers.
 */
public final class ParameterVector implements AutoCloseable {
    private final EncoderLayout layout;
    private final FloatPointer start;
    /** Keeps the memory alive that the pointer only points to. */
    private final Object owner;

    private ParameterVector(EncoderLayout layout, FloatPointer start, Object owner) {
        this.layout = layout;
        this.start = start;
        this.owner = owner;
    }

    /** Memory of its own, all 0. */
    public static ParameterVector allocate(EncoderLayout layout) {
        FloatPointer memory = new FloatPointer(layout.length());
        ParameterVector vector = new ParameterVector(layout, memory, memory);
        vector.clear();
        return vector;
    }

    /**
     * The memory of an array; what is written to the one is in the other.
     *
     * @param array {@link EncoderLayout#length()} floats side by side, which may be a part of another array's
     * @throws IllegalArgumentException if it is of another type, length or stride
     */
    public static ParameterVector over(EncoderLayout layout, INDArray array) {
        boolean together = array.elementWiseStride() == 1 || array.length() == 1;
        if (array.dataType() != DataType.FLOAT || array.length() != layout.length() || !together) {
            throw new IllegalArgumentException("found " + array.length() + " numbers of type " + array.dataType()
                    + (together ? "" : ", not side by side") + ", expected " + layout.length()
                    + " of type FLOAT side by side");
        }
        return new ParameterVector(layout, new FloatPointer(array.data().addressPointer()), array);
    }

    /**
     * Memory that somebody else frees, not before this vector is done with.
     *
     * @param offset of the first number behind the pointer
     */
    public static ParameterVector over(EncoderLayout layout, FloatPointer memory, long offset) {
        return new ParameterVector(layout, memory.getPointer(offset), memory);
    }

    public EncoderLayout layout() {
        return layout;
    }

    /** Its first number. */
    public FloatPointer pointer() {
        return new FloatPointer(start);
    }

    /** A copy of a weight in row-major order. */
    public float[] get(String name) {
        EncoderParameter parameter = layout.parameter(name);
        float[] values = new float[parameter.length()];
        for (int row = 0; row < parameter.rows(); row++) {
            row(parameter, row).get(0, values, row * parameter.columns(), parameter.columns());
        }
        return values;
    }

    /**
     * @param values in row-major order
     * @throws IllegalArgumentException if there are not as many as the weight has
     */
    public void set(String name, float[] values) {
        EncoderParameter parameter = layout.parameter(name);
        Sizes.require(name, values.length, parameter.length());
        for (int row = 0; row < parameter.rows(); row++) {
            row(parameter, row).put(0, values, row * parameter.columns(), parameter.columns());
        }
    }

    private NativeFloats row(EncoderParameter parameter, int row) {
        return NativeFloats.view(start, parameter.offset() + (long) row * parameter.stride(), parameter.columns());
    }

    /** New weights: normal with standard deviation 0.02, biases 0, gains 1; the same seed gives the same. */
    public void initialise(long seed) {
        new VectorWeights(this).initialise(seed);
    }

    /**
     * Takes over weights, such as those of an imported model or of some of its blocks.
     *
     * @throws IllegalArgumentException if {@link EncoderShape#of} of them is not the shape of this vector's layout
     */
    public void load(EmbeddingWeights embeddings, List<BlockWeights> blocks) {
        new VectorWeights(this).load(embeddings, blocks);
    }

    /** A copy of the weights before the first block, such as {@link Encoder} takes. */
    public EmbeddingWeights embeddings() {
        return new VectorWeights(this).embeddings();
    }

    /** A copy of the weights of the blocks, in order; shared ones are the same object. */
    public List<BlockWeights> blocks() {
        return new VectorWeights(this).blocks();
    }

    /** Sets every number to 0. */
    public void clear() {
        Pointer.memset(new FloatPointer(start), 0, Float.BYTES * layout.length());
    }

    /** A weight where it lies; not a part of a wider one. */
    NativeFloats floats(String name) {
        EncoderParameter parameter = layout.parameter(name);
        if (parameter.stride() != parameter.columns()) {
            throw new IllegalArgumentException(name + ": found a part of a wider matrix, expected a whole one");
        }
        return span(parameter);
    }

    /** From the first number of a weight to its last, with what lies between its rows if it is a part of a wider one. */
    NativeFloats span(EncoderParameter parameter) {
        int length = Math.addExact(Math.multiplyExact(parameter.rows() - 1, parameter.stride()), parameter.columns());
        return NativeFloats.view(start, parameter.offset(), length);
    }

    /** Frees memory of its own; memory of others stays. */
    @Override
    public void close() {
        if (owner == start) {
            start.close();
        }
    }
}

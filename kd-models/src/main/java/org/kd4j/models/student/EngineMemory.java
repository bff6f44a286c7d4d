package org.kd4j.models.student;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.kd4j.core.encoder.EncoderLayout;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.samediff.HostMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The numbers of an array where the CPU engine reads and writes them: the array's own memory where ND4J computes on the CPU,
 * else a copy, which {@link #fetch} and {@link #deliver} keep alike.
 */
final class EngineMemory implements AutoCloseable {
    private final INDArray array;
    private final boolean copied;
    private final ParameterVector vector;

    /**
     * @param array {@link EncoderLayout#length()} floats
     * @param copied whether the engine cannot reach the array's own memory
     */
    EngineMemory(EncoderLayout layout, INDArray array, boolean copied) {
        this.array = array;
        this.copied = copied;
        this.vector = copied ? ParameterVector.allocate(layout) : ParameterVector.over(layout, array);
    }

    ParameterVector vector() {
        return vector;
    }

    /** Brings the array's numbers to the engine. */
    void fetch() {
        if (copied) {
            pointer().put(HostMemory.copy(array));
        }
    }

    /** Brings the engine's numbers to the array. */
    void deliver() {
        if (copied) {
            float[] values = new float[Math.toIntExact(array.length())];
            pointer().get(values);
            HostMemory.set(array, FloatBuffer.wrap(values));
        }
    }

    private FloatPointer pointer() {
        return vector.pointer();
    }

    @Override
    public void close() {
        vector.close();
    }
}

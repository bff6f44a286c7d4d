package org.kd4j.core.samediff;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Bulk access to the numbers of an array, wherever the backend keeps them. */
public final class HostMemory {
    private HostMemory() {}

    /** The numbers of a whole vector; a backend with a device of its own sees changes after {@link #changed} only. */
    public static FloatBuffer of(INDArray vector) {
        Nd4j.getAffinityManager().ensureLocation(vector, Location.HOST);
        return vector.data().asNioFloat();
    }

    /** A copy of the numbers in the order of the indices, the last one fastest. */
    public static float[] copy(INDArray array) {
        INDArray dense = array.isView() || array.ordering() != 'c' ? array.dup('c') : array;
        float[] values = new float[Math.toIntExact(dense.length())];
        of(dense).get(values);
        return values;
    }

    /**
     * Gives an array all its numbers.
     *
     * @param values as many as the array has, in the order of the indices, the last one fastest
     */
    @SuppressWarnings("try") // the scope is there to be left
    public static void set(INDArray array, FloatBuffer values) {
        float[] copy = new float[values.remaining()];
        values.get(copy);
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
                INDArray vector = Nd4j.createFromArray(copy)) {
            array.assign(vector.reshape(array.shape()));
        }
    }

    /** Says that the numbers of {@link #of} are others now. */
    public static void changed(INDArray vector) {
        Nd4j.getAffinityManager().tagLocation(vector, Location.HOST);
    }
}

package org.kd4j.models.tensors;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The bytes of a whole array of less than 2 GiB where they lie: little-endian, as is every platform that ND4J is built
 * for.
 */
final class ArrayMemory {
    private ArrayMemory() {}

    /** To be read. */
    static ByteBuffer of(INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        return bytes(array);
    }

    /** To be written; {@link #written} follows. */
    static ByteBuffer bytes(INDArray array) {
        return array.data()
                .asNio()
                .slice(0, Math.toIntExact(array.length() * array.dataType().width()));
    }

    /** Tells a backend with a device of its own that the bytes have changed. */
    static void written(INDArray array) {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
}

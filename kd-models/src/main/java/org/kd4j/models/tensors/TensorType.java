package org.kd4j.models.tensors;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** The types of elements that graphs here store, by the names that safetensors gives them. */
enum TensorType {
    F32(DataType.FLOAT),
    F64(DataType.DOUBLE),
    I32(DataType.INT32),
    I64(DataType.INT64);

    private final DataType stored;

    TensorType(DataType stored) {
        this.stored = stored;
    }

    /** The ND4J type. */
    DataType stored() {
        return stored;
    }

    /** Bytes of an element. */
    int width() {
        return stored.width();
    }

    /** Throws {@link IllegalArgumentException} for a type that no graph here stores. */
    static TensorType of(DataType type) {
        return Arrays.stream(values())
                .filter(known -> known.stored == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("elements of type " + type));
    }

    static Optional<TensorType> named(String name) {
        return Arrays.stream(values())
                .filter(known -> known.name().equals(name))
                .findFirst();
    }
}

package org.kd4j.models.onnx;

import java.util.Optional;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;

/** The numbers by which ONNX files name the types of elements. */
final class ElementType {
    private ElementType() {}

    /** The ND4J type; empty for one that is not translated. */
    static Optional<DataType> of(int number) {
        return Optional.ofNullable(
                switch (number) {
                    case TensorProto.DataType.FLOAT_VALUE -> DataType.FLOAT;
                    case TensorProto.DataType.DOUBLE_VALUE -> DataType.DOUBLE;
                    case TensorProto.DataType.INT32_VALUE -> DataType.INT32;
                    case TensorProto.DataType.INT64_VALUE -> DataType.INT64;
                    case TensorProto.DataType.BOOL_VALUE -> DataType.BOOL;
                    default -> null;
                });
    }
}

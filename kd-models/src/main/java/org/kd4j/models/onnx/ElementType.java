package org.kd4j.models.onnx;

import java.util.Optional;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;

/** The numbers by which ONNX files name the types of elements. */
final class ElementType {
    private ElementType() {}

    /** The ND4J type of values; empty for one that is not translated. Half precision is computed in FLOAT. */
    static Optional<DataType> of(int number) {
        return inFile(number).map(type -> isHalf(type) ? DataType.FLOAT : type);
    }

    static boolean isHalf(DataType type) {
        return type == DataType.FLOAT16 || type == DataType.BFLOAT16;
    }

    static boolean isHalf(int number) {
        return inFile(number).filter(ElementType::isHalf).isPresent();
    }

    /** The ND4J type of elements as they lie in a file. */
    static Optional<DataType> inFile(int number) {
        return Optional.ofNullable(
                switch (number) {
                    case TensorProto.DataType.FLOAT_VALUE -> DataType.FLOAT;
                    case TensorProto.DataType.FLOAT16_VALUE -> DataType.FLOAT16;
                    case TensorProto.DataType.BFLOAT16_VALUE -> DataType.BFLOAT16;
                    case TensorProto.DataType.DOUBLE_VALUE -> DataType.DOUBLE;
                    case TensorProto.DataType.INT32_VALUE -> DataType.INT32;
                    case TensorProto.DataType.INT64_VALUE -> DataType.INT64;
                    case TensorProto.DataType.BOOL_VALUE -> DataType.BOOL;
                    default -> null;
                });
    }
}

package org.kd4j.models.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.TensorProto;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads the tensors of an ONNX file: inline, as raw bytes, or from another file of the model's folder. Nothing is
 * allocated before the tensor's dims, type and number of bytes agree.
 *
 * @param model the model's name, for messages
 * @param file the model's bytes
 * @param folder where external data may lie; empty where the model is no file
 * @param fingerprint is given all external data that are read
 */
record TensorReader(String model, ByteSource file, Optional<Path> folder, Sha256 fingerprint) {
    /** Axes of the largest array of ND4J. */
    private static final int MOST_AXES = 32;

    /** The ND4J type of an ONNX element type. */
    DataType type(String tensor, int elementType) {
        TensorProto.DataType known = TensorProto.DataType.forNumber(elementType);
        return ElementType.of(elementType)
                .orElseThrow(() -> broken(
                        tensor,
                        "element type " + (known == null ? elementType : known),
                        "FLOAT, FLOAT16, BFLOAT16, DOUBLE, INT32, INT64 or BOOL",
                        "Export the model in float32."));
    }

    /** A tensor that is there with all its bytes, unless they are in another file. */
    Value.Constant read(TensorProto tensor) {
        byte[] raw = tensor.getRawData().toByteArray();
        return raw.length == 0
                ? read(tensor, Optional.empty(), file)
                : read(tensor, Optional.of(new ModelSkeleton.Region(0, raw.length)), new ByteSource.InMemory(raw));
    }

    Value.Constant read(ModelSkeleton.Initializer initializer) {
        return read(initializer.tensor(), initializer.raw(), file);
    }

    private Value.Constant read(TensorProto tensor, Optional<ModelSkeleton.Region> raw, ByteSource source) {
        DataType valueType = type(tensor.getName(), tensor.getDataType());
        DataType type = ElementType.inFile(tensor.getDataType()).orElseThrow();
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        INDArray elements = isExternal(tensor)
                ? readExternal(tensor, type, shape)
                : raw.filter(region -> region.length() > 0)
                        .map(region -> readRaw(tensor, type, shape, region, source))
                        .orElseGet(() -> readFields(tensor, type, shape));
        return new Value.Constant(tensor.getName(), elements, valueType);
    }

    static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private int length(TensorProto tensor, long[] shape) {
        long length = 1;
        for (long size : shape) {
            if (size < 0 || shape.length > MOST_AXES || size > 0 && length > Integer.MAX_VALUE / size) {
                throw broken(
                        tensor.getName(),
                        "dims " + tensor.getDimsList(),
                        "at most " + MOST_AXES + " sizes, of 0 to 2^31 elements",
                        "Export the model again.");
            }
            length *= size;
        }
        return (int) length;
    }

    private INDArray readRaw(
            TensorProto tensor, DataType type, long[] shape, ModelSkeleton.Region region, ByteSource source) {
        requireCount(tensor, region.length(), (long) length(tensor, shape) * ElementDecoder.width(type), "bytes");
        try {
            return ElementDecoder.decode(source, region.offset(), type, shape, piece -> {});
        } catch (IOException e) {
            throw broken(
                    tensor.getName(),
                    "unreadable bytes (" + e.getMessage() + ")",
                    "a file that nobody changes",
                    "Open the model again.");
        }
    }

    private INDArray readFields(TensorProto tensor, DataType type, long[] shape) {
        int length = length(tensor, shape);
        List<? extends Number> fields = switch (type) {
            case FLOAT -> tensor.getFloatDataList();
            case DOUBLE -> tensor.getDoubleDataList();
            case LONG -> tensor.getInt64DataList();
            default -> tensor.getInt32DataList();
        };
        requireCount(tensor, fields.size(), length, "elements");
        if (length == 0) {
            return Nd4j.empty(Value.stored(type));
        }
        INDArray flat = switch (type) {
            case LONG ->
                Nd4j.createFromArray(
                        fields.stream().mapToLong(Number::longValue).toArray());
            case INT ->
                Nd4j.createFromArray(fields.stream().mapToInt(Number::intValue).toArray());
            case DOUBLE ->
                Nd4j.createFromArray(
                        fields.stream().mapToDouble(Number::doubleValue).toArray());
            default -> {
                float[] values = new float[length];
                for (int i = 0; i < length; i++) {
                    values[i] = ElementType.isHalf(type)
                            ? ElementDecoder.widened(fields.get(i).intValue(), type)
                            : fields.get(i).floatValue();
                }
                yield Nd4j.createFromArray(values);
            }
        };
        return flat.reshape(shape);
    }

    private INDArray readExternal(TensorProto tensor, DataType type, long[] shape) {
        int length = length(tensor, shape);
        String location = tensor.getExternalDataList().stream()
                .filter(entry -> entry.getKey().equals("location"))
                .map(entry -> "'" + entry.getValue() + "'")
                .reduce("without a location", (first, last) -> last);
        if (folder.isEmpty()) {
            throw broken(
                    tensor.getName(), "external data " + location, "all data in one file", "Export the model as one.");
        }
        try {
            ExternalData data = ExternalData.of(tensor, folder.get());
            try (ByteSource source = ByteSource.open(data.file())) {
                long expected = (long) length * ElementDecoder.width(type);
                requireCount(tensor, data.length().orElse(source.size() - data.offset()), expected, "bytes");
                if (data.offset() > source.size() - expected) {
                    throw new IOException(
                            expected + " bytes from " + data.offset() + " of a file of " + source.size() + " bytes");
                }
                fingerprint.begin(expected);
                return length == 0
                        ? Nd4j.empty(Value.stored(type))
                        : ElementDecoder.decode(source, data.offset(), type, shape, fingerprint::more);
            }
        } catch (IOException e) {
            throw broken(
                    tensor.getName(),
                    "unreadable external data " + location + " (" + e.getMessage() + ")",
                    "a file beside the model or below, itself and no link to elsewhere",
                    "Keep the model's files together, or export the model as one file.");
        }
    }

    private void requireCount(TensorProto tensor, long found, long expected, String unit) {
        if (found != expected) {
            throw broken(
                    tensor.getName(),
                    found + " " + unit,
                    expected + " " + unit + " for dims " + tensor.getDimsList(),
                    "The file is damaged; copy or export it again.");
        }
    }

    InvalidInput broken(String tensor, String found, String expected, String next) {
        return new InvalidInput(model + ", tensor '" + tensor + "'", found, expected, next);
    }
}

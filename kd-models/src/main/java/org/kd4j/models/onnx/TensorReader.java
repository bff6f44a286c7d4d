package org.kd4j.models.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.kd4j.core.failure.InvalidInput;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Decodes the tensors of an ONNX file: inline, as raw bytes, or in another file of the model's folder.
 *
 * @param model the model's name, for messages
 * @param folder where external data may lie; empty where the model is no file
 */
record TensorReader(String model, Optional<Path> folder) {
    /** The ND4J type of an ONNX element type. */
    DataType type(String tensor, int elementType) {
        return ElementType.of(elementType)
                .orElseThrow(() -> broken(
                        tensor,
                        "element type " + TensorProto.DataType.forNumber(elementType),
                        "FLOAT, DOUBLE, INT32, INT64 or BOOL",
                        "Export the model in float32."));
    }

    Value.Constant read(TensorProto tensor) {
        DataType type = type(tensor.getName(), tensor.getDataType());
        long[] shape = shape(tensor);
        int length = length(tensor, shape);
        if (length == 0) {
            return new Value.Constant(tensor.getName(), Nd4j.empty(Value.stored(type)), type);
        }
        INDArray flat = bytes(tensor)
                .map(bytes -> decode(tensor, type, length, bytes))
                .orElseGet(() -> decodeFields(tensor, type, length));
        return new Value.Constant(tensor.getName(), flat.reshape(shape), type);
    }

    private static long[] shape(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** Bytes of an element in a file. */
    private static int width(DataType type) {
        return type == DataType.BOOL ? 1 : type.width();
    }

    private int length(TensorProto tensor, long[] shape) {
        long length = 1;
        for (long size : shape) {
            if (size < 0 || size > 0 && length > Integer.MAX_VALUE / size) {
                throw broken(
                        tensor.getName(),
                        "dims " + tensor.getDimsList(),
                        "sizes from 0 to 2^31 elements",
                        "Export the model again.");
            }
            length *= size;
        }
        return (int) length;
    }

    /** The tensor's bytes, where it has them in one piece. */
    private Optional<ByteBuffer> bytes(TensorProto tensor) {
        Optional<ByteBuffer> inline = tensor.getRawData().isEmpty()
                ? Optional.empty()
                : Optional.of(tensor.getRawData().asReadOnlyByteBuffer());
        return external(tensor).or(() -> inline).map(bytes -> bytes.order(ByteOrder.LITTLE_ENDIAN));
    }

    private INDArray decode(TensorProto tensor, DataType type, int length, ByteBuffer bytes) {
        requireCount(tensor, bytes.remaining(), (long) length * width(type), "bytes");
        return switch (type) {
            case FLOAT -> {
                float[] values = new float[length];
                bytes.asFloatBuffer().get(values);
                yield Nd4j.createFromArray(values);
            }
            case DOUBLE -> {
                double[] values = new double[length];
                bytes.asDoubleBuffer().get(values);
                yield Nd4j.createFromArray(values);
            }
            case INT -> {
                int[] values = new int[length];
                bytes.asIntBuffer().get(values);
                yield Nd4j.createFromArray(values);
            }
            case LONG -> {
                long[] values = new long[length];
                bytes.asLongBuffer().get(values);
                yield Nd4j.createFromArray(values);
            }
            default -> {
                float[] values = new float[length];
                for (int i = 0; i < length; i++) {
                    values[i] = bytes.get() == 0 ? 0 : 1;
                }
                yield Nd4j.createFromArray(values);
            }
        };
    }

    private INDArray decodeFields(TensorProto tensor, DataType type, int length) {
        List<? extends Number> fields = switch (type) {
            case FLOAT -> tensor.getFloatDataList();
            case DOUBLE -> tensor.getDoubleDataList();
            case LONG -> tensor.getInt64DataList();
            default -> tensor.getInt32DataList();
        };
        requireCount(tensor, fields.size(), length, "elements");
        return switch (type) {
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
                    values[i] = fields.get(i).floatValue();
                }
                yield Nd4j.createFromArray(values);
            }
        };
    }

    /** The tensor's bytes from another file, if that is where they are. */
    Optional<ByteBuffer> external(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
                ? Optional.of(readExternal(tensor))
                : Optional.empty();
    }

    private ByteBuffer readExternal(TensorProto tensor) {
        Map<String, String> entries = tensor.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, second) -> second));
        String location = entries.getOrDefault("location", "");
        DataType type = type(tensor.getName(), tensor.getDataType());
        long expected = (long) length(tensor, shape(tensor)) * width(type);
        try (FileChannel file = FileChannel.open(inside(tensor, location))) {
            long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
            long length = Long.parseLong(entries.getOrDefault("length", String.valueOf(file.size() - offset)));
            if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || length > file.size() - offset) {
                throw new IOException(length + " bytes from " + offset + " of a file of " + file.size());
            }
            requireCount(tensor, length, expected, "bytes");
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            while (bytes.hasRemaining()) {
                if (file.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("it became shorter");
                }
            }
            return bytes.flip();
        } catch (IOException | NumberFormatException e) {
            throw broken(
                    tensor.getName(),
                    "unreadable external data '" + location + "' (" + e.getMessage() + ")",
                    "a file beside the model",
                    "Keep the model's files together.");
        }
    }

    /** The file, if it lies in the model's folder, symbolic links followed. */
    private Path inside(TensorProto tensor, String location) throws IOException {
        if (folder.isPresent()) {
            Path root = folder.get().toRealPath();
            Path file = root.resolve(location).normalize();
            boolean within = file.startsWith(root)
                    && (!Files.exists(file) || file.toRealPath().startsWith(root));
            if (within) {
                return file;
            }
        }
        throw broken(
                tensor.getName(),
                "external data '" + location + "'",
                "data in the model's own folder",
                "Move the data beside the model, or export the model as one file.");
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

    private InvalidInput broken(String tensor, String found, String expected, String next) {
        return new InvalidInput(model + ", tensor '" + tensor + "'", found, expected, next);
    }
}

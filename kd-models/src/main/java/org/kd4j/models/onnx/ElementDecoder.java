package org.kd4j.models.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Turns the bytes of a tensor into an array, a piece at a time, so that they are held once: in the array. */
final class ElementDecoder {
    private ElementDecoder() {}

    /** Bytes of an element in a file. */
    static int width(DataType type) {
        return type == DataType.BOOL ? 1 : type.width();
    }

    /**
     * @param shape sizes of the axes, of one element or more together
     * @param seen told every piece of bytes that was read, in order
     * @return an array of the type in which values of {@code type} are stored
     */
    static INDArray decode(ByteSource source, long offset, DataType type, long[] shape, Consumer<ByteBuffer> seen)
            throws IOException {
        // Made with its own shape: one that is reshaped later counts as a view, of which SameDiff makes a copy.
        INDArray array = Nd4j.createUninitialized(Value.stored(type), shape);
        // Tells a backend with memory of its own that the host's copy counts.
        array.data().put(0, 0);
        Pointer memory = array.data().pointer();
        int width = width(type);
        int most = (int) Math.min(array.length(), ByteSource.PIECE / width);
        ByteBuffer bytes = ByteBuffer.allocate(most * width).order(ByteOrder.LITTLE_ENDIAN);
        for (long from = 0; from < array.length(); from += most) {
            int count = (int) Math.min(most, array.length() - from);
            bytes.clear().limit(count * width);
            source.read(bytes, offset + from * width);
            seen.accept(bytes.flip().asReadOnlyBuffer());
            write(bytes, type, count, memory, from);
        }
        return array;
    }

    /** ND4J runs on little-endian machines only, so numbers lie in its memory as in the file. */
    private static void write(ByteBuffer bytes, DataType type, int count, Pointer memory, long from) {
        if (Value.stored(type) == type) {
            new BytePointer(memory).position(from * type.width()).put(bytes.array(), 0, bytes.limit());
            return;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = type == DataType.BOOL ? (bytes.get() == 0 ? 0 : 1) : widened(bytes.getShort(), type);
        }
        new FloatPointer(memory).position(from).put(values, 0, count);
    }

    /** The number that the lower 16 bits stand for, in half precision (IEEE 754 binary16, or bfloat16). */
    static float widened(int bits, DataType half) {
        return half == DataType.BFLOAT16 ? Float.intBitsToFloat(bits << 16) : fromBinary16(bits);
    }

    private static float fromBinary16(int bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float magnitude = switch (exponent) {
            case 0 -> Math.scalb((float) fraction, -24);
            case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Math.scalb((float) (0x400 + fraction), exponent - 25);
        };
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}

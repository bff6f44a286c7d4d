package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.protobuf.ByteString;

/** Weights in float16 and bfloat16, which are computed with in float32. */
class HalfPrecisionTest {
    private static final int FLOAT16 = TensorProto.DataType.FLOAT16_VALUE;
    private static final int BFLOAT16 = TensorProto.DataType.BFLOAT16_VALUE;

    /** By IEEE 754: 1, -2, the largest, the smallest normal and the smallest number above 0, -1/3 rounded. */
    private static final int[] BITS = {0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0xB555};

    private static final float[] NUMBERS = {1, -2, 65504, Math.scalb(1f, -14), Math.scalb(1f, -24), -0.333251953125f};

    /** The upper halves of floats: 1, -2, 3.140625, the smallest normal number, 2^-133, -2^97. */
    private static final int[] BRAIN_BITS = {0x3F80, 0xC000, 0x4049, 0x0080, 0x0001, 0xF000};

    private static final float[] BRAIN_NUMBERS = {
        1, -2, 3.140625f, Float.MIN_NORMAL, Math.scalb(1f, -133), -Math.scalb(1f, 97)
    };

    @Test
    void widensRawBytes() {
        assertThat(read(raw(FLOAT16, BITS))).containsExactly(NUMBERS);
    }

    @Test
    void widensFieldsOf32Bits() {
        assertThat(read(fields(FLOAT16, BITS))).containsExactly(NUMBERS);
    }

    @Test
    void widensBrainFloats() {
        assertThat(read(raw(BFLOAT16, BRAIN_BITS))).containsExactly(BRAIN_NUMBERS);
        assertThat(read(fields(BFLOAT16, BRAIN_BITS))).containsExactly(BRAIN_NUMBERS);
    }

    /** Ids choose rows of a table of half precision, which a matrix of half precision multiplies; so is the output. */
    @Test
    void agreesWithOnnxRuntimeOnAModelOfHalfPrecision() {
        try (OnnxGraph graph =
                OnnxImport.open("half.onnx", half(raw(FLOAT16, BITS)).bytes(), List.of())) {
            assertThat(graph.outputs()).containsExactly("y");
            assertThat(graph.vocabulary("ids")).hasValue(6);
        }
    }

    @Test
    void agreesWithOnnxRuntimeOnWeightsInAnotherFile(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("weights.bin"), bytes(BITS).toByteArray());
        TensorProto table = ModelFile.tensor("table", FLOAT16, BITS.length, 1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"))
                .build();
        Path file = Files.write(folder.resolve("half.onnx"), half(table).bytes());
        try (OnnxGraph graph = OnnxImport.open(file, List.of())) {
            assertThat(graph.outputs()).containsExactly("y");
        }
    }

    /** y = (table[ids] * third + cast(ids)) as float16. */
    private static ModelFile half(TensorProto table) {
        return new ModelFile(17)
                .ids("ids")
                .initializer(table)
                .longs("a", -1)
                .node("Constant", "", "third", ModelFile.tensor("value", fields(FLOAT16, 0x3555)))
                .node("Gather", "table ids", "x")
                .node("Mul", "x third", "m")
                .node("Unsqueeze", "ids a", "u")
                .node("Cast", "u", "c", ModelFile.integer("to", FLOAT16))
                .node("Add", "m c", "y")
                .output("y", FLOAT16, 3);
    }

    private static float[] read(TensorProto table) {
        OnnxModel model = OnnxModel.of("half.onnx", half(table).bytes());
        assertThat(model.constants().get("table").type()).isEqualTo(DataType.FLOAT);
        return model.constants().get("table").array().data().asFloat();
    }

    private static TensorProto raw(int type, int... bits) {
        return ModelFile.tensor("table", type, bits.length, 1)
                .setRawData(bytes(bits))
                .build();
    }

    private static TensorProto fields(int type, int... bits) {
        TensorProto.Builder tensor = ModelFile.tensor("table", type, bits.length, 1);
        for (int half : bits) {
            tensor.addInt32Data(half);
        }
        return tensor.build();
    }

    private static ByteString bytes(int... bits) {
        byte[] bytes = new byte[2 * bits.length];
        for (int i = 0; i < bits.length; i++) {
            bytes[2 * i] = (byte) bits[i];
            bytes[2 * i + 1] = (byte) (bits[i] >> 8);
        }
        return ByteString.copyFrom(bytes);
    }
}

package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.failure.InvalidInput;

class OnnxModelTest {
    @TempDir
    Path folder;

    @Test
    void rejectsBytesThatAreNoModel() {
        assertRefused("hello world, no protobuf at all".getBytes(StandardCharsets.UTF_8), "ONNX format");
        assertRefused(new byte[0], "without a graph");
    }

    @Test
    void rejectsEveryTruncationOfAModel() {
        byte[] whole = new ModelFile(13)
                .ids("ids")
                .floats("table", new long[] {3, 1}, 1, 2, 3)
                .node("Gather", "table ids", "y")
                .output("y", 3)
                .bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> OnnxModel.of("m.onnx", part))
                    .as("first %d bytes", length)
                    .isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void rejectsMissingFile() {
        assertThatThrownBy(() -> OnnxModel.read(folder.resolve("absent.onnx")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("absent.onnx");
    }

    @Test
    void rejectsMissingOpset() {
        assertRefused(passing(0).bytes(), "no version of the standard operators");
    }

    @Test
    void rejectsNameThatNothingDefines() {
        assertRefused(passing(13).node("Relu", "nowhere", "z").bytes(), "'nowhere'");
        assertRefused(passing(13).output("never", 2).bytes(), "'never'");
    }

    @Test
    void rejectsNameDefinedTwice() {
        assertRefused(passing(13).node("Relu", "x", "y").bytes(), "two definitions of the name 'y'");
        assertRefused(passing(13).longs("a", 1).longs("a", 2).bytes(), "two definitions of the name 'a'");
    }

    @Test
    void rejectsNodeWithoutItsFirstOutput() {
        assertRefused(passing(13).node("Relu", "x", "").bytes(), "Relu without a first output");
    }

    @Test
    void rejectsOpsetOlderThanTheBroadcastOfToday() {
        assertRefused(passing(6).bytes(), "opset 6", "opset 7 or newer");
        assertThat(OnnxModel.of("m.onnx", passing(7).bytes()).opset()).isEqualTo(7);
    }

    @Test
    void boundsInfiniteConstantsWhereverTheyComeFrom() {
        TensorProto doubles = ModelFile.tensor("doubles", TensorProto.DataType.DOUBLE_VALUE, 2)
                .addDoubleData(Double.NEGATIVE_INFINITY)
                .addDoubleData(2)
                .build();
        var constants = OnnxModel.of(
                        "m.onnx",
                        passing(13)
                                .initializer(doubles)
                                .floats("floats", new long[] {2}, -Float.MAX_VALUE, 2)
                                .node("Constant", "", "node", ModelFile.real("value_float", Float.POSITIVE_INFINITY))
                                .bytes())
                .constants();
        assertThat(constants.get("doubles").array().toDoubleVector()).containsExactly(-1e30, 2);
        assertThat(constants.get("floats").array().toFloatVector()).containsExactly(-1e30f, 2);
        assertThat(constants.get("node").array().getFloat(0)).isEqualTo(1e30f);
    }

    @Test
    void rejectsCycle() {
        byte[] cyclic =
                passing(13).node("Add", "x q", "p").node("Relu", "p", "q").bytes();
        assertRefused(cyclic, "wait for each other");
    }

    @Test
    void ordersNodesByWhatTheyUse() {
        OnnxModel model = OnnxModel.of(
                "m.onnx",
                new ModelFile(13)
                        .ids("x")
                        .node("Relu", "b", "c")
                        .node("Relu", "a", "b")
                        .node("Relu", "x", "a")
                        .output("c", 2)
                        .bytes());
        assertThat(model.nodes()).extracting(Node::name).containsExactly("a", "b", "c");
    }

    @Test
    void rejectsTensorWhoseBytesAreNotThoseOfItsDims() {
        assertRefused(passing(13).raw("w", new long[] {2, 3}, new byte[20]).bytes(), "tensor 'w': found 20 bytes");
        assertRefused(passing(13).floats("w", new long[] {2, 3}, 1, 2).bytes(), "2 elements, expected 6 elements");
        assertRefused(passing(13).floats("w", new long[] {-1}, 1).bytes(), "dims [-1]");
        long huge = 1L << 40;
        assertRefused(passing(13).floats("w", new long[] {huge, huge}, 1).bytes(), "tensor 'w': found dims");
    }

    @Test
    void rejectsElementTypeThatIsNotTranslated() {
        TensorProto complex = ModelFile.tensor("w", TensorProto.DataType.COMPLEX64_VALUE, 1)
                .addInt32Data(0)
                .build();
        assertRefused(passing(13).initializer(complex).bytes(), "COMPLEX64");
    }

    @Test
    void readsExternalDataInTheModelsFolder() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(9).putFloat(1.5f).putFloat(-2);
        Files.write(folder.resolve("weights.bin"), data.array());
        Path file = withExternal("weights.bin", 4);
        assertThat(OnnxModel.read(file).constants().get("w").array().toFloatVector())
                .containsExactly(1.5f, -2);
    }

    @Test
    void fingerprintCoversExternalData() throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[8]);
        Path file = withExternal("weights.bin", 0);
        String before = OnnxModel.read(file).fingerprint();
        Files.write(folder.resolve("weights.bin"), new byte[] {0, 0, 0, 0, 0, 0, 0, 1});
        assertThat(OnnxModel.read(file).fingerprint()).isNotEqualTo(before).hasSize(64);
    }

    @Test
    void rejectsExternalDataOutsideTheModelsFolder() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path secret = Files.write(folder.resolve("secret.bin"), new byte[8]);
        Files.createSymbolicLink(inner.resolve("link.bin"), secret);
        for (String location : new String[] {"../secret.bin", secret.toString(), "link.bin", ""}) {
            Path file = inner.resolve("m.onnx");
            Files.write(file, external(location, 0).bytes());
            assertThatThrownBy(() -> OnnxModel.read(file)).as(location).isInstanceOf(InvalidInput.class);
        }
        assertRefused(external("secret.bin", 0).bytes(), "external data");
    }

    @Test
    void rejectsExternalDataThatIsNoFileOfTheFolderInItsOwnRight() throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[8]);
        Files.createDirectory(folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("null.bin"), Path.of("/dev/zero"));
        Files.createSymbolicLink(folder.resolve("loop.bin"), folder.resolve("loop.bin"));
        for (String location : new String[] {
            folder.resolve("weights.bin").toString(),
            "sub/../weights.bin",
            "sub",
            ".",
            "absent.bin",
            "null.bin",
            "loop.bin",
            "weights.bin\0"
        }) {
            Path file = withExternal(location, 0);
            assertThatThrownBy(() -> OnnxModel.read(file))
                    .as(location)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("tensor 'w'");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void doesNotWaitForAPipe() throws Exception {
        String pipe = folder.resolve("pipe.bin").toString();
        assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
        Path file = withExternal("pipe.bin", 0);
        assertThatThrownBy(() -> OnnxModel.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no regular file");
        assertThatThrownBy(() -> OnnxModel.read(Path.of(pipe)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no regular file");
    }

    @Test
    void rejectsOffsetsAndLengthsThatAreNoPlacesInTheFile() throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[8]);
        for (String key : new String[] {"offset", "length"}) {
            for (String number : new String[] {"-1", "1", "9", "x", "", "9223372036854775807", "9223372036854775808"}) {
                TensorProto tensor = external("weights.bin", 0, 2).toBuilder()
                        .addExternalData(entry(key, number))
                        .build();
                Path file = Files.write(
                        folder.resolve("m.onnx"),
                        passing(13).initializer(tensor).bytes());
                assertThatThrownBy(() -> OnnxModel.read(file))
                        .as("%s %s", key, number)
                        .isInstanceOf(InvalidInput.class)
                        .hasMessageContaining("tensor 'w'");
            }
        }
    }

    @Test
    void rejectsExternalDataThatOnlyASubgraphUses() throws IOException {
        GraphProto branch = GraphProto.newBuilder()
                .addInitializer(external("weights.bin", 0, 2))
                .build();
        AttributeProto then = AttributeProto.newBuilder()
                .setName("then_branch")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(branch)
                .build();
        Path file = Files.write(
                folder.resolve("m.onnx"), passing(13).node("If", "x", "z", then).bytes());
        assertThatThrownBy(() -> OnnxModel.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("external data inside a sub-graph");
    }

    @Test
    void rejectsExternalDataThatIsTooShort() throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[8]);
        Path file = withExternal("weights.bin", 4);
        assertThatThrownBy(() -> OnnxModel.read(file)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void rejectsExternalDataOfOtherLengthThanTheDims() throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[64]);
        TensorProto three = external("weights.bin", 0, 3);
        Path file = Files.write(
                folder.resolve("m.onnx"), passing(13).initializer(three).bytes());
        assertThatThrownBy(() -> OnnxModel.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("8 bytes, expected 12 bytes");
    }

    private Path withExternal(String location, long offset) throws IOException {
        return Files.write(folder.resolve("m.onnx"), external(location, offset).bytes());
    }

    private static ModelFile external(String location, long offset) {
        return passing(13).initializer(external(location, offset, 2));
    }

    private static TensorProto external(String location, long offset, long elements) {
        return ModelFile.tensor("w", TensorProto.DataType.FLOAT_VALUE, elements)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", String.valueOf(offset)))
                .addExternalData(entry("length", "8"))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static ModelFile passing(long opset) {
        return new ModelFile(opset).ids("x").node("Relu", "x", "y").output("y", 2);
    }

    private static void assertRefused(byte[] bytes, String... parts) {
        assertThatThrownBy(() -> OnnxModel.of("m.onnx", bytes))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("m.onnx")
                .hasMessageContainingAll(parts);
    }
}

package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.failure.InvalidInput;

class ReferenceRuntimeTest {
    private static final Map<String, long[][]> INPUTS = Map.of("ids", new long[][] {{1, 0, 1}});

    @TempDir
    Path folder;

    @Test
    void answersValuesInsideTheGraph() {
        byte[] bytes = doubledAndCompared(new ModelFile(15).ids("ids").floats("table", new long[] {2, 1}, 3, -4))
                .bytes();
        OnnxModel model = OnnxModel.of("m.onnx", bytes);
        try (ReferenceRuntime runtime = ReferenceRuntime.open(model, Set.of("x", "positive", "number", "y"))) {
            Map<String, Output> all = runtime.run(INPUTS, Set.of("x", "positive", "number", "y"));
            assertThat(all.get("x").values()).containsExactly(-4, 3, -4);
            assertThat(all.get("x").shape()).containsExactly(1, 3, 1);
            assertThat(all.get("positive").values()).containsExactly(0, 1, 0);
            assertThat(all.get("number").values()).containsExactly(-4, 3, -4);
            assertThat(all.get("y").values()).containsExactly(-8, 6, -8);
            assertThat(runtime.run(INPUTS, Set.of("x"))).containsOnlyKeys("x");
            assertThat(runtime.run(INPUTS)).containsOnlyKeys("x", "y");
        }
    }

    @Test
    void readsExternalDataOfAModelWithMoreOutputs() throws Exception {
        ByteBuffer data = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(9)
                .putFloat(3);
        Files.write(folder.resolve("weights.bin"), data.putFloat(-4).array());
        TensorProto table = ModelFile.tensor("table", TensorProto.DataType.FLOAT_VALUE, 2, 1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", "weights.bin"))
                .addExternalData(entry("offset", "4"))
                .addExternalData(entry("length", "8"))
                .build();
        Path file = folder.resolve("m.onnx");
        Files.write(
                file,
                doubledAndCompared(new ModelFile(15).ids("ids").initializer(table))
                        .bytes());
        try (ReferenceRuntime runtime = ReferenceRuntime.open(OnnxModel.read(file), Set.of("x"))) {
            assertThat(runtime.run(INPUTS, Set.of("x")).get("x").values()).containsExactly(-4, 3, -4);
        }
    }

    @Test
    void refusesAnOutputThatNoNodeMakes() {
        OnnxModel model = OnnxModel.of(
                "m.onnx",
                doubledAndCompared(new ModelFile(15).ids("ids").floats("table", new long[] {2, 1}, 3, -4))
                        .bytes());
        assertThatThrownBy(() -> ReferenceRuntime.open(model, Set.of("none")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("m.onnx");
    }

    /** x = table[ids], y = 2x, whether x is positive, and x as an integer. */
    private static ModelFile doubledAndCompared(ModelFile model) {
        return model.floats("zero", new long[0], 0)
                .node("Gather", "table ids", "x")
                .node("Greater", "x zero", "positive")
                .node("Cast", "x", "number", ModelFile.integer("to", TensorProto.DataType.INT64_VALUE))
                .node("Add", "x x", "y")
                .output("y", 3);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}

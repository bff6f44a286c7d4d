package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.tensors.TensorFile;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class SavedGraphTest {
    private static final String BERT = "bert-opset17";

    @TempDir
    Path folder;

    static List<Path> models() {
        return TeacherFiles.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersBitForBitWhatTheGraphDid(Path file) throws IOException {
        for (long mostInline : new long[] {SavedGraph.MOST_INLINE_BYTES, 0}) {
            Path saved = Files.createDirectory(folder.resolve("inline-" + mostInline));
            try (OnnxGraph graph = translated(file)) {
                JsonNode signature = SavedGraph.save(graph, saved, mostInline);
                assertThat(Files.exists(saved.resolve(SavedGraph.WEIGHTS))).isEqualTo(mostInline == 0);
                try (OnnxGraph loaded = SavedGraph.load(saved, "saved", graph.fingerprint(), signature)) {
                    assertThat(loaded.signature())
                            .usingRecursiveComparison()
                            .ignoringFields("name")
                            .isEqualTo(graph.signature());
                    assertThat(loaded.outputs()).isEqualTo(graph.outputs());
                    TeacherFiles.cases(file).forEach(one -> assertSameBits(graph, loaded, one));
                }
                TeacherFiles.cases(file).forEach(one -> graph.run(one.inputs(), graph.outputs()));
            }
        }
    }

    private static void assertSameBits(OnnxGraph graph, OnnxGraph loaded, ParityCase one) {
        Map<String, Output> expected = graph.run(one.inputs(), graph.outputs());
        loaded.run(one.inputs(), graph.outputs()).forEach((output, found) -> {
            assertThat(found.shape()).as(output).isEqualTo(expected.get(output).shape());
            assertThat(found.values()).as(output).isEqualTo(expected.get(output).values());
        });
    }

    @Test
    void isOpenedByDl4jItself() throws IOException {
        Path file = TeacherFiles.model(BERT);
        try (OnnxGraph graph = translated(file)) {
            SavedGraph.save(graph, folder, SavedGraph.MOST_INLINE_BYTES);
            ParityCase one = TeacherFiles.cases(file).get(0);
            SameDiff loaded = SameDiff.load(folder.resolve(SavedGraph.GRAPH).toFile(), false);
            Map<String, INDArray> inputs = one.inputs().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, input -> Nd4j.createFromArray(input.getValue())));
            float[] found =
                    loaded.outputSingle(inputs, "logits").dup('c').data().asFloat();
            assertThat(found)
                    .isEqualTo(graph.run(one.inputs(), List.of("logits"))
                            .get("logits")
                            .values());
        }
    }

    @Test
    void keepsTheNamesOfInitializersThatItUsesAsTheyAre() throws IOException {
        OnnxModel model = OnnxModel.read(TeacherFiles.model(BERT));
        String embeddings = "m.bert.embeddings.word_embeddings.weight";
        try (OnnxGraph graph = Translator.translate(model, OperatorTable.standard())) {
            SavedGraph.save(graph, folder, 0);
            try (TensorFile tensors = TensorFile.open(folder.resolve(SavedGraph.WEIGHTS))) {
                assertThat(tensors.names()).contains(embeddings);
                assertThat(tensors.read(embeddings))
                        .isEqualTo(model.constants().get(embeddings).array());
            }
        }
    }

    @Test
    void writesTheSameFilesForTheSameModel() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        for (Path saved : List.of(first, second)) {
            try (OnnxGraph graph = translated(TeacherFiles.model(BERT))) {
                SavedGraph.save(graph, saved, 0);
            }
        }
        try (Stream<Path> files = Files.list(first)) {
            files.forEach(file -> assertThat(second.resolve(file.getFileName())).hasSameBinaryContentAs(file));
        }
    }

    @Test
    void refusesAGraphWithAnotherOperation() throws IOException {
        SameDiff random = SameDiff.create();
        random.identity("y", random.random().uniform(0, 1, DataType.FLOAT, 2, 2));

        assertThatThrownBy(() -> FlatGraphCheck.check(random.asFlatBuffers(false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the operation '");
    }

    @Test
    void refusesAGraphThatConfiguresTraining() {
        SameDiff graph = SameDiff.create();
        graph.setTrainingConfig(new TrainingConfig.Builder()
                .updater(new Sgd(0.1))
                .dataSetFeatureMapping("x")
                .markLabelsUnused()
                .build());

        assertThatThrownBy(() -> FlatGraphCheck.check(graph.asFlatBuffers(false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a configuration of training");
    }

    /** Where no hash stands before it: bytes cut off and arrays that claim to be larger. */
    @Test
    void refusesWhatIsNoWholeGraph() throws IOException {
        JsonNode signature;
        try (OnnxGraph graph = translated(TeacherFiles.model(BERT))) {
            signature = SavedGraph.save(graph, folder, SavedGraph.MOST_INLINE_BYTES);
        }
        byte[] whole = Files.readAllBytes(folder.resolve(SavedGraph.GRAPH));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50; i++) {
            int length = random.nextInt(whole.length);
            Files.write(
                    folder.resolve(SavedGraph.GRAPH),
                    ByteBuffer.allocate(length).put(whole, 0, length).array());
            assertThatThrownBy(() -> SavedGraph.load(folder, "saved", "f", signature))
                    .as("%d of %d bytes, seed 1", length, whole.length)
                    .isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void refusesAnswersThatAreNotItsOwn() throws IOException {
        try (OnnxGraph graph = translated(TeacherFiles.model(BERT))) {
            JsonNode signature = SavedGraph.save(graph, folder, SavedGraph.MOST_INLINE_BYTES);
            Path cases = folder.resolve(SavedGraph.CASES);
            Files.writeString(cases, Files.readString(cases).replaceFirst("\"logits\":\\[\\[-?\\d", "\"logits\":[[9"));

            assertThatThrownBy(() -> SavedGraph.load(folder, "saved", "f", signature))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("saved, output 'logits'");
        }
    }

    private static OnnxGraph translated(Path file) {
        return Translator.translate(OnnxModel.read(file), OperatorTable.standard());
    }
}

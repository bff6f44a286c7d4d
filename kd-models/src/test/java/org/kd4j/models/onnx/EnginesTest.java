package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.failure.InvalidInput;

/** Which models the CPU engine and ONNX Runtime run, and that both give what PyTorch gave. */
class EnginesTest {

    static Stream<Path> models() {
        return Stream.concat(TeacherFiles.all().stream(), TeacherFiles.encoders().stream());
    }

    static Stream<Path> recognised() {
        return models().filter(file -> !otherKind(file));
    }

    /** DeBERTa's attention looks at distances too, MPNet's scores have a term for them. */
    private static boolean otherKind(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("deberta") || name.startsWith("mpnet");
    }

    @ParameterizedTest
    @MethodSource("models")
    void autoTakesTheEncoderEngineWhereTheModelIsOne(Path file) {
        try (TextModel model = OnnxImport.open(file, List.of(), Engine.AUTO)) {
            assertThat(model.engine()).isEqualTo(otherKind(file) ? Engine.SAMEDIFF : Engine.ENCODER);
        }
    }

    @ParameterizedTest
    @MethodSource("recognised")
    void encoderEngineAnswersWhatPyTorchDid(Path file) {
        assertAnswers(file, Engine.ENCODER);
    }

    @ParameterizedTest
    @MethodSource("models")
    void onnxRuntimeAnswersWhatPyTorchDid(Path file) {
        assertAnswers(file, Engine.ONNXRUNTIME);
    }

    /** At tokens: the engine does not compute padding. */
    private static void assertAnswers(Path file, Engine engine) {
        List<ParityCase> cases = new ArrayList<>(TeacherFiles.cases(file));
        cases.add(cases.get(0));
        try (TextModel model = OnnxImport.open(file, List.of(), engine)) {
            for (ParityCase one : cases) {
                List<String> names = List.copyOf(one.outputs().keySet());
                Map<String, Output> found = model.run(one.inputs(), names);
                for (String name : names) {
                    double difference = ParityCheck.difference(
                            found.get(name), one.outputs().get(name), one);
                    assertThat(difference).as("%s %s", file.getFileName(), name).isLessThan(2e-5);
                }
            }
        }
    }

    @Test
    void outputsAreTheSameForEveryEngine() {
        Path file = TeacherFiles.model("bert-opset13");
        ParityCase one = TeacherFiles.cases(file).get(0);
        try (TextModel graph = OnnxImport.open(file, List.of(), Engine.SAMEDIFF);
                TextModel encoder = OnnxImport.open(file, List.of(), Engine.ENCODER);
                TextModel runtime = OnnxImport.open(file, List.of(), Engine.ONNXRUNTIME)) {
            assertThat(encoder.outputs()).isEqualTo(graph.outputs()).contains("logits", "hidden_states.0");
            assertThat(runtime.outputs()).isEqualTo(graph.outputs());
            assertThat(encoder.fingerprint()).isEqualTo(graph.fingerprint()).isEqualTo(runtime.fingerprint());
            Map<String, Output> expected = graph.run(one.inputs(), graph.outputs());
            for (TextModel other : List.of(encoder, runtime)) {
                Map<String, Output> found = other.run(one.inputs(), graph.outputs());
                expected.forEach((name, output) -> assertThat(ParityCheck.difference(found.get(name), output, one))
                        .as("%s %s", other.engine(), name)
                        .isCloseTo(0, within(1e-5)));
            }
        }
    }

    /** As torch exports a model that was not trained: biases that are equal are one initializer, handed on by name. */
    @Test
    void logitsMayShareAnInitializerWithTheEncoder(@TempDir Path folder) throws IOException {
        String shared = "m.bert.encoder.layer.0.attention.output.dense.bias";
        String pooler = "m.bert.pooler.dense.bias";
        Path original = TeacherFiles.model("bert-opset13");
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(original)).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        List<TensorProto> others = graph.getInitializerList().stream()
                .filter(tensor -> !tensor.getName().equals(pooler))
                .toList();
        assertThat(others).hasSize(graph.getInitializerCount() - 1);
        graph.clearInitializer().addAllInitializer(others);
        graph.addNode(
                0, NodeProto.newBuilder().setOpType("Identity").addInput(shared).addOutput(pooler));
        Path file = Files.write(folder.resolve("shared.onnx"), model.build().toByteArray());
        ParityCase one = TeacherFiles.cases(original).get(0);
        try (TextModel encoder = OnnxImport.open(file, List.of(), Engine.ENCODER);
                TextModel runtime = OnnxImport.open(file, List.of(), Engine.ONNXRUNTIME)) {
            Output found = encoder.run(one.inputs(), List.of("logits")).get("logits");
            Output expected = runtime.run(one.inputs(), List.of("logits")).get("logits");
            assertThat(ParityCheck.difference(found, expected, one)).isLessThan(1e-5);
        }
    }

    @Test
    void rolesOfRobertaAndAlbertAreFound() {
        EncoderPlan roberta = plan(TeacherFiles.model("roberta-opset13"));
        assertThat(roberta.embeddings().padding()).contains(1);
        assertThat(roberta.types()).isEmpty();
        assertThat(roberta.mask()).contains("attention_mask");
        Path albert = TeacherFiles.encoders().stream()
                .filter(file -> file.getFileName().toString().startsWith("albert"))
                .findFirst()
                .orElseThrow();
        assertThat(plan(albert).embeddings().projection()).isPresent();
        assertThat(plan(albert).activation()).isEqualTo(Activation.GELU_TANH);
        assertThat(plan(albert).blocks()).hasSize(2);
    }

    private static EncoderPlan plan(Path file) {
        try (OnnxGraph graph = Translator.translate(OnnxModel.read(file), OperatorTable.standard())) {
            return ((EncoderSearch.Found) graph.encoder()).form().plan();
        }
    }

    @Test
    void explanationSaysWhetherTheEncoderEngineRunsIt() {
        assertThat(OnnxImport.explain(TeacherFiles.model("bert-opset13")).engine())
                .contains("runs this model.");
        assertThat(OnnxImport.explain(TeacherFiles.model("deberta-opset13"))
                        .engine()
                        .orElseThrow())
                .startsWith("does not run this model: the attention before");
    }

    @Test
    void refusesWhatTheEncoderEngineDoesNotKnow() {
        assertThatThrownBy(() -> OnnxImport.open(TeacherFiles.model("deberta-opset13"), List.of(), Engine.ENCODER))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("no encoder that the CPU engine knows", "not the softmax of scaled products");
    }

    @Test
    void refusesTextsTheModelHasNoRowsFor() {
        for (Engine engine : List.of(Engine.ENCODER, Engine.ONNXRUNTIME)) {
            try (TextModel roberta = OnnxImport.open(TeacherFiles.model("roberta-opset13"), List.of(), engine)) {
                long[][] ids = {{5, Long.MAX_VALUE}};
                long[][] mask = {{1, 1}};
                assertThatThrownBy(
                                () -> roberta.run(Map.of("input_ids", ids, "attention_mask", mask), List.of("logits")))
                        .as("%s", engine)
                        .isInstanceOf(InvalidInput.class);
                long[][] long600 = new long[1][600];
                Arrays.fill(long600[0], 5);
                long[][] mask600 = new long[1][600];
                Arrays.fill(mask600[0], 1);
                assertThatThrownBy(() ->
                                roberta.run(Map.of("input_ids", long600, "attention_mask", mask600), List.of("logits")))
                        .as("%s", engine)
                        .isInstanceOf(InvalidInput.class);
            }
        }
    }
}

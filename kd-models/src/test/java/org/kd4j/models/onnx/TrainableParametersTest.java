package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;

/** Which initializers become variables. */
class TrainableParametersTest {

    /** Of a model in PyTorch: {@code len(list(m.parameters()))} and {@code sum(p.numel() for p in m.parameters())}. */
    private record Size(int parameters, long elements) {}

    private static final Map<String, Size> TEACHERS = Map.of(
            "bert", new Size(41, 25_539),
            "distilbert", new Size(40, 25_475),
            "roberta", new Size(41, 25_571),
            "deberta", new Size(42, 24_515));

    private static final Map<String, Size> ENCODERS = Map.of(
            "albert", new Size(27, 3_259),
            "bert", new Size(41, 5_907),
            "electra", new Size(43, 5_219),
            "mpnet", new Size(41, 6_003),
            "xlmr", new Size(41, 5_891));

    static Stream<Path> models() {
        return Stream.concat(TeacherFiles.all().stream(), TeacherFiles.encoders().stream());
    }

    @ParameterizedTest
    @MethodSource("models")
    void areTheParametersOfPyTorch(Path file) {
        String family = file.getFileName().toString().replaceFirst("-.*", "");
        Size expected = (TeacherFiles.encoders().contains(file) ? ENCODERS : TEACHERS).get(family);
        try (OnnxGraph graph = trainable(OnnxModel.read(file))) {
            List<SDVariable> variables = graph.sameDiff().variables().stream()
                    .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                    .toList();
            assertThat(variables).hasSize(expected.parameters());
            assertThat(variables.stream()
                            .mapToLong(variable -> variable.getArr().length())
                            .sum())
                    .isEqualTo(expected.elements());
            assertThat(variables).extracting(SDVariable::name).noneMatch(name -> name.contains("::"));
        }
    }

    /** A graph with variables answers what the one with constants does. */
    @ParameterizedTest
    @MethodSource("models")
    void changeNothingInTheAnswers(Path file) {
        try (OnnxGraph graph = trainable(OnnxModel.read(file))) {
            for (ParityCase one : TeacherFiles.cases(file)) {
                List<String> names = List.copyOf(one.outputs().keySet());
                Map<String, Output> found = graph.run(one.inputs(), names);
                for (String name : names) {
                    assertThat(ParityCheck.difference(
                                    found.get(name), one.outputs().get(name), one))
                            .as("%s %s", file.getFileName(), name)
                            .isLessThan(1e-5);
                }
            }
        }
    }

    @Test
    void haveTheNamesOfTheirLayers() {
        try (OnnxGraph graph = trainable(OnnxModel.read(TeacherFiles.model("bert-opset13")))) {
            assertThat(names(graph))
                    .contains(
                            "m.bert.embeddings.word_embeddings.weight",
                            "m.bert.encoder.layer.1.attention.self.query.weight.transposed",
                            "m.bert.encoder.layer.1.attention.self.query.bias",
                            "m.bert.encoder.layer.0.output.dense.weight.transposed",
                            "m.bert.encoder.layer.0.output.LayerNorm.weight",
                            "m.classifier.weight");
        }
    }

    /** Numbers of formulas, masks and shapes are initializers here too, as some exporters have it. */
    @Test
    void areNoNumbersOfFormulas() {
        byte[] model = new ModelFile(17)
                .ids("ids")
                .floats("table", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
                .floats("half", new long[] {1}, 0.5f)
                .floats("mask", new long[] {1, 1, 3}, 0, -Float.MAX_VALUE, -Float.MAX_VALUE)
                .floats("weight", new long[] {3, 1}, 1, 2, 3)
                .floats("bias", new long[] {1}, 4)
                .floats("zeros", new long[] {3}, 0, 0, 0)
                .longs("shape", 0, 0, 3)
                .node("Gather", "table ids", "x")
                .node("Mul", "x half", "scaled")
                .node("Reshape", "scaled shape", "same")
                .node("Add", "same mask", "masked")
                .node("Softmax", "masked", "p")
                .node("Add", "p zeros", "shifted")
                .node("MatMul", "shifted weight", "product")
                .node("Add", "product bias", "y")
                .output("y", 3)
                .bytes();
        try (OnnxGraph graph = trainable(OnnxModel.of("m.onnx", model))) {
            assertThat(names(graph)).containsExactly("bias", "table", "weight", "zeros");
        }
    }

    private static Set<String> names(OnnxGraph graph) {
        return graph.sameDiff().variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                .map(SDVariable::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static OnnxGraph trainable(OnnxModel model) {
        return Translator.translate(model, OperatorTable.standard(), Parameters.TRAINABLE);
    }
}

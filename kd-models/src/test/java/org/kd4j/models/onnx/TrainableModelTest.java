package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.samediff.SameDiffStudent;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.Pooling;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Models that no engine of ours trains, against PyTorch's gradients; see golden/fine-tuning/gradients.py. */
class TrainableModelTest {
    private static final String WEIGHT = "kd4j.head.logits.weight";
    private static final String TRANSPOSED = ".transposed";

    @TempDir
    Path folder;

    static List<JsonNode> cases() throws IOException {
        return GradientCases.all();
    }

    /** A plain step at rate 1 moves each number by its gradient: several texts, one text, and one token alone. */
    @ParameterizedTest
    @MethodSource("cases")
    void stepsDownPyTorchsGradient(JsonNode one) throws Exception {
        String head = one.get("head").asText();
        boolean newHead = !head.equals("own");
        Pooling pooling = head.equals("cls") ? Pooling.CLS : Pooling.MEAN;
        Batch batch = GradientCases.batch(one);
        try (TrainableModel model = TrainableModel.open(GradientCases.file(one), newHead ? 2 : 3, pooling, 1)) {
            assertThat(model.hasNewHead()).isEqualTo(newHead);
            if (newHead) {
                setHead(model);
            }
            SameDiffStudent student = model.student(one.get("padding").asInt(), 40, StepSettings.of(new Sgd()), 1);
            GradientCases.assertLogits(one, student.logits(batch.tokens()));
            Map<String, INDArray> before = parameters(model);
            before.replaceAll((name, array) -> array.dup());

            assertThat(student.learn(batch, new HardLabels(), 1.0))
                    .isCloseTo(one.get("loss").asDouble(), within(1e-5));

            assertThat(before.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            () -> one.get("gradients").fieldNames());
            parameters(model)
                    .forEach((name, after) -> GradientCases.assertGradient(
                            one,
                            name,
                            before.get(name).sub(after).dup('c').data().asDouble()));
        }
    }

    /** Batches are of several texts, and of any length. */
    @ParameterizedTest
    @CsvSource({"1, 0", "0, 9", "2, 9"})
    void refusesFixedSizes(long batch, long length) throws Exception {
        Path file = Files.write(
                folder.resolve("fixed.onnx"),
                tokens(batch, length, "states")
                        .node("ReduceMean", "states positions", "logits", ModelFile.integer("keepdims", 0))
                        .output("logits", 2)
                        .bytes());
        assertThatThrownBy(() -> TrainableModel.open(file, 2, Pooling.MEAN, 1))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("fixed.onnx, input 'input_ids'")
                .hasMessageContaining("Export the model with open batch and sequence sizes.");
    }

    /** What a classifier of tokens says is taken for states of the texts, by whatever name. */
    @Test
    void classifiersOfTokensGetANewHead() throws Exception {
        int[][] tokens = {{1, 2, 3}, {4}};
        float[][] others = newHead("states").logits(tokens);
        assertThat(newHead("logits").logits(tokens)).isDeepEqualTo(others);
    }

    /** Same weights, other logits: nothing that was cached of the one is read for the other. */
    @Test
    void theFingerprintOfATrainedModelHasThePooling() throws Exception {
        Path file = Files.write(
                folder.resolve("states.onnx"),
                tokens(0, 0, "states").output("states", 3).bytes());
        assertThat(trained(file, Pooling.CLS)).isNotEqualTo(trained(file, Pooling.MEAN));
        assertThat(trained(file, Pooling.CLS)).isEqualTo(trained(file, Pooling.CLS));
    }

    private static String trained(Path file, Pooling pooling) {
        try (TrainableModel model = TrainableModel.open(file, 2, pooling, 1);
                OnnxGraph graph = model.trained("trained").graph()) {
            return graph.fingerprint();
        }
    }

    private SameDiffStudent newHead(String name) throws Exception {
        Path file = Files.write(
                folder.resolve("tokens.onnx"),
                tokens(0, 0, name).output(name, 3).bytes());
        TrainableModel model = TrainableModel.open(file, 2, Pooling.MEAN, 1);
        assertThat(model.hasNewHead()).isTrue();
        return model.student(0, 8, StepSettings.of(new Sgd()), 1);
    }

    private static ModelFile tokens(long batch, long length, String name) {
        return new ModelFile(20)
                .ids("input_ids", batch, length)
                .ids("attention_mask", batch, length)
                .floats("table", new long[] {7, 4}, OperatorParityTest.numbers(28))
                .floats("weight", new long[] {4, 2}, 1, 2, -3, .5f, .25f, 1, 2, -1)
                .floats("bias", new long[] {2}, .1f, .2f)
                .longs("positions", 1)
                .longs("last", 2)
                .node("Cast", "attention_mask", "tokens", ModelFile.integer("to", OperatorParityTest.FLOAT))
                .node("Unsqueeze", "tokens last", "mask")
                .node("Gather", "table input_ids", "words")
                .node("Mul", "words mask", "kept")
                .node("MatMul", "kept weight", "product")
                .node("Add", "product bias", name);
    }

    /** As the golden file has it. */
    private static void setHead(TrainableModel model) {
        INDArray weight = model.graph().sameDiff().getVariable(WEIGHT).getArr();
        for (int i = 0; i < weight.length(); i++) {
            weight.putScalar(i, Math.cos(i + 1) / 10);
        }
        INDArray bias = model.graph()
                .sameDiff()
                .getVariable(WEIGHT.replace("weight", "bias"))
                .getArr();
        bias.putScalar(0, 0.1).putScalar(1, -0.1);
    }

    /** By PyTorch's names and in its order of axes. */
    private static Map<String, INDArray> parameters(TrainableModel model) {
        Map<String, INDArray> parameters = new HashMap<>();
        for (SDVariable variable : model.graph().sameDiff().variables()) {
            if (variable.getVariableType() == VariableType.VARIABLE) {
                String name = variable.name();
                boolean transposed = name.endsWith(TRANSPOSED);
                parameters.put(
                        transposed ? name.substring(0, name.length() - TRANSPOSED.length()) : name,
                        transposed ? variable.getArr().transpose() : variable.getArr());
            }
        }
        return parameters;
    }
}

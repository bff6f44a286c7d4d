package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.seed.Seeds;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients of translated models against central differences, in double: of a weighted sum of the logits, by an element of
 * each parameter of the second block and of all outside the blocks.
 */
class GradientGoldenTest {
    private static final long SEED = 5;
    private static final double STEP = 1e-5;

    static Stream<Path> models() {
        return Stream.of("bert-opset13", "distilbert-opset13", "roberta-opset13", "deberta-opset13")
                .map(TeacherFiles::model);
    }

    @ParameterizedTest
    @MethodSource("models")
    void areThoseOfCentralDifferences(Path file) {
        try (OnnxGraph graph = Translator.translate(
                DoublePrecision.of(OnnxModel.read(file)), OperatorTable.standard(), Parameters.TRAINABLE)) {
            SameDiff sameDiff = graph.sameDiff();
            Map<String, INDArray> inputs = inputs(TeacherFiles.cases(file).get(0));
            weightedSum(sameDiff, inputs);
            List<String> parameters = sameDiff.variables().stream()
                    .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                    .map(SDVariable::name)
                    .filter(name -> !name.contains("layer.0."))
                    .toList();
            assertThat(parameters).hasSizeGreaterThan(20);
            Map<String, INDArray> gradients = sameDiff.calculateGradients(inputs, parameters);
            for (String parameter : parameters) {
                long element = element(parameter, sameDiff, inputs);
                assertThat(gradients.get(parameter).reshape(-1).getDouble(element))
                        .as("%s %s[%d], seed %d", file.getFileName(), parameter, element, SEED)
                        .isCloseTo(difference(sameDiff, inputs, parameter, element), within(1e-7));
            }
        }
    }

    /** A random weight for each logit, none near 0, so that no part of the gradient cancels. */
    private static void weightedSum(SameDiff sameDiff, Map<String, INDArray> inputs) {
        long[] shape = sameDiff.outputSingle(inputs, "logits").shape();
        SplittableRandom random = Seeds.stream(SEED, "weights", 0);
        double[][] weights = new double[(int) shape[0]][(int) shape[1]];
        for (double[] row : weights) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.5, 1);
            }
        }
        sameDiff.getVariable("logits")
                .mul(sameDiff.constant(Nd4j.createFromArray(weights)))
                .sum("loss", false, 0, 1)
                .markAsLoss();
    }

    /** One element; of a table of words, one of the word that the texts have most often. */
    private static long element(String parameter, SameDiff sameDiff, Map<String, INDArray> inputs) {
        INDArray array = sameDiff.getVariable(parameter).getArr();
        SplittableRandom random = Seeds.stream(SEED, parameter, 0);
        if (parameter.endsWith("word_embeddings.weight")) {
            long width = array.size(1);
            return mostFrequent(inputs.get("input_ids")) * width + random.nextLong(width);
        }
        return random.nextLong(array.length());
    }

    private static long mostFrequent(INDArray ids) {
        Map<Long, Integer> counts = new HashMap<>();
        for (long id : ids.reshape(-1).toLongVector()) {
            counts.merge(id, 1, Integer::sum);
        }
        Map.Entry<Long, Integer> most =
                counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        assertThat(most.getValue()).isGreaterThan(1);
        return most.getKey();
    }

    private static double difference(SameDiff sameDiff, Map<String, INDArray> inputs, String parameter, long element) {
        INDArray flat = sameDiff.getVariable(parameter).getArr().reshape(-1);
        double before = flat.getDouble(element);
        flat.putScalar(element, before + STEP);
        double above = sameDiff.outputSingle(inputs, "loss").getDouble(0);
        flat.putScalar(element, before - STEP);
        double below = sameDiff.outputSingle(inputs, "loss").getDouble(0);
        flat.putScalar(element, before);
        return (above - below) / (2 * STEP);
    }

    private static Map<String, INDArray> inputs(ParityCase one) {
        Map<String, INDArray> inputs = new HashMap<>();
        one.inputs().forEach((name, rows) -> inputs.put(name, Nd4j.createFromArray(rows)));
        return inputs;
    }
}

package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.seed.Seeds;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Holds the gradient of a model's logits, in double, against differences of them, for every parameter and on one batch:
 * some gradients of ND4J 1.0.0-M2.1 are missing, and some are wrong without a word. How large an error can be missed is
 * said in {@link SlopeCheck}.
 */
final class GradientProof {
    private static final long SEED = 6;

    private final SameDiff graph;
    private final Map<String, INDArray> inputs;
    private final String logits;
    private final double[][] weights;

    private GradientProof(SameDiff graph, Map<String, INDArray> inputs, String logits) {
        this.graph = graph;
        this.inputs = inputs;
        this.logits = logits;
        try (INDArray answer = graph.outputSingle(inputs, logits)) {
            this.weights = weights((int) answer.size(0), (int) answer.size(1));
        }
    }

    /**
     * @param model whose first output is its logits; it is not changed
     * @throws InvalidInput naming what has no gradient, or a wrong one
     */
    static void require(OnnxModel model) {
        fault(model).ifPresent(found -> {
            throw new InvalidInput(
                    model.name(),
                    found,
                    "operations that ND4J differentiates rightly, to fine-tune the model",
                    "Export it in another way, or set teacher.head to as-is or probe.");
        });
    }

    private static Optional<String> fault(OnnxModel model) {
        try (OnnxGraph doubles =
                Translator.translate(DoublePrecision.of(model), OperatorTable.standard(), Parameters.TRAINABLE)) {
            SameDiff graph = doubles.sameDiff();
            String logits = model.outputs().get(0);
            UsedVariables.keep(graph, logits);
            Map<String, long[][]> sample = RandomCases.few(doubles, SEED).get(0).inputs();
            return new GradientProof(graph, new HashMap<>(doubles.placeholders(sample)), logits).fault();
        }
    }

    private Optional<String> fault() {
        List<String> parameters = graph.variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                .map(SDVariable::name)
                .toList();
        if (parameters.isEmpty()) {
            return Optional.of("no parameters that its logits depend on");
        }
        Map<String, INDArray> gradients;
        try {
            gradients = gradients(parameters);
        } catch (RuntimeException missing) {
            // Whatever ND4J throws where an operation has no derivative.
            return Optional.of("an operation that ND4J does not differentiate (" + named(missing) + ")");
        }
        List<String> wrong = new ArrayList<>();
        for (String parameter : parameters) {
            if (!agrees(parameter, gradients.get(parameter))) {
                wrong.add(parameter);
            }
        }
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of("gradients that are not the slopes of its logits, those of " + wrong.size() + " of "
                        + parameters.size() + " parameters, '" + wrong.get(0) + "' among them");
    }

    /** Where ND4J says nothing, the operation is the one that threw. */
    private static String named(RuntimeException missing) {
        String thrower = missing.getStackTrace()[0].getClassName();
        return missing.getMessage() != null ? missing.getMessage() : thrower.substring(thrower.lastIndexOf('.') + 1);
    }

    private Map<String, INDArray> gradients(List<String> parameters) {
        graph.getVariable(logits)
                .mul(graph.constant(Nd4j.createFromArray(weights)))
                .sum("kd4j weighted logits", false, 0, 1)
                .markAsLoss();
        return graph.calculateGradients(inputs, parameters);
    }

    private boolean agrees(String parameter, INDArray gradient) {
        INDArray values = graph.getVariable(parameter).getArr();
        return new SlopeCheck(values, this::weightedLogits).agrees(gradient, Seeds.stream(SEED, parameter, 0));
    }

    private double weightedLogits() {
        try (INDArray answer = graph.outputSingle(inputs, logits)) {
            double sum = 0;
            for (int record = 0; record < weights.length; record++) {
                for (int c = 0; c < weights[record].length; c++) {
                    sum += weights[record][c] * answer.getDouble(record, c);
                }
            }
            return sum;
        }
    }

    /** Different for every logit, none near 0. */
    private static double[][] weights(int records, int classes) {
        SplittableRandom random = Seeds.stream(SEED, "weights", 0);
        double[][] weights = new double[records][classes];
        for (double[] row : weights) {
            for (int c = 0; c < classes; c++) {
                row[c] = (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.5, 1);
            }
        }
        return weights;
    }
}

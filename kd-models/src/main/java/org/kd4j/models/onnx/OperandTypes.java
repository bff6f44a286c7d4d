package org.kd4j.models.onnx;

import java.util.List;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What the standard asks of the types of operands, as far as ND4J relies on it: the exporter has inserted casts, so
 * operands of another type are a damaged file. Operators that are not named here check their own.
 */
final class OperandTypes {
    private static final Set<String> OF_ONE_TYPE = Set.of(
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Min",
            "Max",
            "MatMul",
            "Gemm",
            "Concat",
            "Equal",
            "Less",
            "LessOrEqual",
            "Greater",
            "GreaterOrEqual",
            "And",
            "Or",
            "LayerNormalization",
            Products.LINEAR);

    /** The first operand; others may be axes. */
    private static final Set<String> OF_REALS = Set.of(
            "Erf",
            "Exp",
            "Log",
            "Sqrt",
            "Reciprocal",
            "Sigmoid",
            "Tanh",
            "Sin",
            "Cos",
            "Mish",
            "Swish",
            "LeakyRelu",
            "Round",
            "Elu",
            "Selu",
            "Softplus",
            "Softsign",
            "HardSigmoid",
            "HardSwish",
            "LogSoftmax",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "Softmax",
            "Gelu",
            "MatMul",
            "Gemm",
            "LayerNormalization",
            Products.LINEAR);

    private static final Set<String> OF_BOOLEANS = Set.of("And", "Or", "Not");

    /** The second operand holds positions in the first. */
    private static final Set<String> OF_POSITIONS = Set.of("Gather", "GatherElements", "GatherND");

    private OperandTypes() {}

    /** @throws Untranslatable if an operand, null where there is none, has a type that the operator does not take */
    static void require(String operator, List<Value> operands) {
        List<DataType> types = operands.stream()
                .filter(operand -> operand != null)
                .map(Value::type)
                .toList();
        boolean fits = (!OF_ONE_TYPE.contains(operator)
                        || types.stream().distinct().count() <= 1)
                && (!OF_REALS.contains(operator) || types.stream().limit(1).allMatch(DataType::isFPType))
                && (!OF_BOOLEANS.contains(operator) || types.stream().allMatch(type -> type == DataType.BOOL))
                && (!OF_POSITIONS.contains(operator)
                        || types.size() == 2 && types.get(1).isIntType())
                && (!operator.equals("Where") || types.size() == 3 && isChoice(types));
        if (!fits) {
            throw new Untranslatable("operands of the types " + types);
        }
    }

    private static boolean isChoice(List<DataType> types) {
        return types.get(0) == DataType.BOOL && types.get(1) == types.get(2);
    }
}

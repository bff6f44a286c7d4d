package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kd4j.models.onnx.ModelFile.integer;

import onnx.Onnx.TensorProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;

/** A linear layer on the mean of embeddings x [batch, sequence, 4], and an operator between. */
class GradientProofTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tanh x",
                "Gelu x",
                "Softmax x",
                "Abs x",
                "Elu x",
                "Clip x zero",
                "Where b x a",
                "Div x a",
                "Pow x two"
            })
    void findsNoFaultInWhatIsRight(String node) {
        assertThatCode(() -> GradientProof.require(model(node))).doesNotThrowAnyException();
    }

    /** Of M2.1: operators without a gradient, and with one that is not the slope. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Round x     | an operation that ND4J does not differentiate",
                "CumSum x one| gradients that are not the slopes of its logits, those of 1 of 3 parameters, 'table'"
            })
    void namesWhatIsMissingOrWrong(String node, String message) {
        assertThatThrownBy(() -> GradientProof.require(model(node)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("m.onnx: found " + message)
                .hasMessageContaining("set teacher.head to as-is or probe");
    }

    private static OnnxModel model(String node) {
        String[] parts = node.split(" ", 2);
        float[] rows = OperatorParityTest.numbers(28);
        byte[] bytes = new ModelFile(20)
                .ids("input_ids")
                .ids("attention_mask")
                .floats("table", new long[] {7, 4}, rows)
                .floats("weight", new long[] {4, 2}, 1, 2, -3, .5f, .25f, 1, 2, -1)
                .floats("bias", new long[] {2}, .1f, .2f)
                .floats("zero", new long[0], 0)
                .floats("half", new long[0], .5f)
                .floats("two", new long[0], 2)
                .longs("one", new long[0], 1)
                .longs("positions", 1)
                .longs("last", 2)
                .node("Gather", "table input_ids", "x")
                .node("Mul", "x x", "squares")
                .node("Add", "squares half", "a")
                .node("Cast", "attention_mask", "tokens", integer("to", OperatorParityTest.FLOAT))
                .node("Unsqueeze", "tokens last", "mask")
                .node("Cast", "mask", "b", integer("to", OperatorParityTest.BOOL))
                .node(parts[0], parts[1].trim(), "y")
                .node("ReduceMean", "y positions", "mean", integer("keepdims", 0))
                // As exports of half precision have it.
                .node("Cast", "mean", "narrow", integer("to", TensorProto.DataType.FLOAT16_VALUE))
                .node("Cast", "narrow", "pooled", integer("to", OperatorParityTest.FLOAT))
                .node("MatMul", "pooled weight", "product")
                .node("Add", "product bias", "logits")
                .output("logits", 2)
                .bytes();
        return OnnxModel.of("m.onnx", bytes);
    }
}

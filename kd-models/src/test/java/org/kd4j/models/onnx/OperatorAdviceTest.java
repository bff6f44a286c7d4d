package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.failure.InvalidInput;

class OperatorAdviceTest {

    @ParameterizedTest
    @CsvSource({
        "RMSNormalization, opset 22 or below",
        "Celu, opset 11 or below",
        "QLinearMatMul, float32",
        "MatMulInteger, float32",
        "DynamicQuantizeLinear, float32",
        "com.microsoft.MatMulNBits, float32",
        "com.microsoft.SkipLayerNormalization, before it",
        "If, sub-graphs",
        "Loop, sub-graphs",
        "SequenceAt, no tensors",
        "StringNormalizer, no tensors",
        "OptionalGetElement, no tensors",
        "my.lib.Op, no standard"
    })
    void saysWhatHelps(String operator, String advice) {
        assertThat(OperatorAdvice.of(operator))
                .hasValueSatisfying(found -> assertThat(found).contains(advice));
    }

    @Test
    void isSilentWhereNothingIsKnownToHelp() {
        assertThat(OperatorAdvice.of("Det")).isEmpty();
        assertThat(OperatorAdvice.about(List.of("Det"))).contains("report the operators");
    }

    @Test
    void refusalGathersTheAdviceForAllOperatorsAtOnce() {
        byte[] model = new ModelFile(18)
                .ids("x")
                .node("DynamicQuantizeLinear", "x", "a")
                .node("MatMulInteger", "a a", "b")
                .node("Celu", "b", "c")
                .node("Det", "c", "y")
                .output("y", 2)
                .bytes();
        assertThatThrownBy(() -> Translator.translate(OnnxModel.of("m.onnx", model), OperatorTable.standard()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(
                        "Celu (1 nodes), Det (1 nodes), DynamicQuantizeLinear (1 nodes), MatMulInteger (1 nodes)",
                        "DynamicQuantizeLinear, MatMulInteger: of a quantized model: export it in float32.",
                        "Celu: spelt out in older operators by exports for opset 11 or below.");
    }
}

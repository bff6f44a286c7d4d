package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.failure.InvalidInput;

class RandomCasesTest {
    private static final long SEED = 7;

    /** The golden models have 64 positions; RoBERTa's depend on the ids, DistilBERT's were exported with 512. */
    @ParameterizedTest
    @CsvSource({"bert-opset13, 64", "roberta-opset13, 64", "deberta-opset13, 128"})
    void goesToTheLongestThatTheModelAllows(String name, int longest) {
        List<ParityCase> cases = cases(OnnxModel.read(TeacherFiles.model(name)));
        assertThat(cases)
                .extracting(ParityCheck::shape)
                .containsExactly("[2, 9]", "[1, 4]", "[4, 21]", "[1, " + longest + "]", "[2, 9]");
    }

    @Test
    void staysInsideTheTablesAndPadsAllRowsButTheFirst() {
        ParityCase third =
                cases(OnnxModel.read(TeacherFiles.model("bert-opset13"))).get(2);
        assertThat(all(third, "token_type_ids")).containsOnly(0L, 1L);
        assertThat(all(third, "input_ids")).allMatch(id -> id >= 0 && id < 160);
        assertThat(Arrays.stream(third.inputs().get("attention_mask"))
                        .map(row -> Arrays.stream(row).sum()))
                .containsExactly(21L, 19L, 17L, 15L);
    }

    private static LongStream all(ParityCase one, String input) {
        return Arrays.stream(one.inputs().get(input)).flatMapToLong(Arrays::stream);
    }

    @Test
    void keepsToSizesThatTheModelFixes() {
        assertThat(cases(fixed(3, 5, 8))).extracting(ParityCheck::shape).containsOnly("[3, 5]");
    }

    @Test
    void shortensCasesToThePositionsThereAre() {
        assertThat(cases(fixed(0, 0, 6)))
                .extracting(ParityCheck::shape)
                .containsExactly("[2, 6]", "[1, 4]", "[4, 6]", "[1, 6]", "[2, 6]");
    }

    @ParameterizedTest
    @CsvSource({"1000000000, 1", "1, 1000000000", "1000000000, 1000000000", "257, 256"})
    void refusesFixedSizesThatNoTextHas(long batch, long length) {
        byte[] bytes = new ModelFile(15)
                .ids("ids", batch, length)
                .floats("table", new long[] {2, 1}, 1, 2)
                .node("Gather", "table ids", "y")
                .output("y", 3)
                .bytes();
        assertThatThrownBy(() -> cases(OnnxModel.of("m.onnx", bytes)))
                .isInstanceOf(InvalidInput.class)
                // The larger ones are refused by the first node that would make a value of that size.
                .hasMessageContaining("[" + batch + ", " + length + "]");
    }

    private static List<ParityCase> cases(OnnxModel model) {
        try (OnnxGraph graph = Translator.translate(model, OperatorTable.standard());
                ReferenceRuntime runtime = ReferenceRuntime.open(
                        model, Set.copyOf(graph.hiddenStates().values()))) {
            return RandomCases.of(graph, runtime, SEED);
        }
    }

    /** Token embeddings plus those of as many positions as the input is long; sizes of 0 are open. */
    private static OnnxModel fixed(long batch, long length, int positions) {
        byte[] bytes = new ModelFile(15)
                .ids("ids", batch, length)
                .floats("table", new long[] {2, 1}, 1, 2)
                .floats("positions", new long[] {positions, 1}, new float[positions])
                .longs("zero", new long[0], 0)
                .longs("one", new long[0], 1)
                .node("Shape", "ids", "shape")
                .node("Gather", "shape one", "length")
                .node("Range", "zero length one", "range")
                .node("Gather", "table ids", "x")
                .node("Gather", "positions range", "p")
                .node("Add", "x p", "y")
                .output("y", 3)
                .bytes();
        return OnnxModel.of("m.onnx", bytes);
    }
}

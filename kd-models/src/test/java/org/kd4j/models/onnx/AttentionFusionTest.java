package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.seed.Seeds;

/** Attention in the spellings of exporters; what it becomes is held against ONNX Runtime. */
class AttentionFusionTest {
    private static final int WIDTH = 6;

    /** Where the scale stands, how the keys are transposed, and what masks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mul q scale q2|Transpose k2 kt 0 1 3 2|MatMul q2 kt s",
                "Div q divisor q2|Transpose k2 kt 0 1 3 2|MatMul q2 kt s",
                "Transpose k1 kt 0 2 3 1|MatMul q kt s0|Div s0 divisor s",
                "Transpose k1 kt 0 2 3 1|MatMul q kt s0|Mul scale s0 s1|Add mask s1 s",
                "Mul q part q2|Transpose k1 k4 0 2 3 1|Mul k4 part kt|MatMul q2 kt s1|Add s1 mask s",
                "Mul q scale q2|Transpose k2 kt 0 1 3 2|MatMul q2 kt s1|Where padding low s1 s",
                "Mul q scale q2|Transpose k2 kt 0 1 3 2|MatMul q2 kt s1|Where real s1 low s",
                "Transpose k2 kt 0 1 3 2|MatMul q kt s0|Div s0 divisor s1|Add s1 bias s2|Add s2 mask s"
            })
    void isRecognised(String scores) {
        byte[] model = attention(scores, "Softmax s p -1|MatMul p v c").bytes();
        SimplifiedModel simplified = SimplifiedModel.of(OnnxModel.of(scores, model), OperatorTable.standard());
        List<Node> attentions = simplified.nodes().stream()
                .filter(node -> node.is(Attention.OPERATOR))
                .toList();
        assertThat(attentions).as(scores).hasSize(1);
        Node node = attentions.get(0);
        assertThat(node.inputs().subList(0, 3)).containsExactly("query", "key", "value");
        assertThat(node.integer("heads", 0)).isEqualTo(2);
        assertThat(node.real("scale", 0)).isEqualTo((float) Math.sqrt(1 / 3.0));
        assertThat(simplified.nodes()).noneMatch(other -> other.is("Softmax"));
        OnnxImport.open(scores, model, List.of()).close();
    }

    /** Another axis of softmax, a scaled mask, values that are scaled, scores that are filled with a moderate number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MatMul q kt s#Softmax s p 2|MatMul p v c",
                "MatMul q kt s1|Add s1 mask s2|Mul s2 scale s#Softmax s p -1|MatMul p v c",
                "MatMul q kt s#Softmax s p -1|Mul v scale v2|MatMul p v2 c",
                "MatMul q kt s1|Where padding two s1 s#Softmax s p -1|MatMul p v c",
                "MatMul q kt s#Softmax s p -1|Mul p scale p2|MatMul p2 v c"
            })
    void isLeftAloneWhereItIsSomethingElse(String nodes) {
        String[] parts = nodes.split("#");
        byte[] model =
                attention("Transpose k2 kt 0 1 3 2|" + parts[0], parts[1]).bytes();
        assertThat(SimplifiedModel.of(OnnxModel.of(nodes, model), OperatorTable.standard())
                        .nodes())
                .as(nodes)
                .noneMatch(node -> node.is(Attention.OPERATOR));
        OnnxImport.open(nodes, model, List.of()).close();
    }

    @Test
    void readsMasksWithoutTheirStretching() {
        byte[] model = attention(
                        "Transpose k2 kt 0 1 3 2|MatMul q kt s1|Shape s1 size|Expand padding size wide|Where wide low s1 s",
                        "Softmax s p -1|MatMul p v c")
                .bytes();
        SimplifiedModel simplified = SimplifiedModel.of(OnnxModel.of("m.onnx", model), OperatorTable.standard());
        assertThat(simplified.nodes())
                .filteredOn(node -> node.is(Attention.OPERATOR))
                .singleElement()
                .satisfies(node -> assertThat(node.input(3)).isEqualTo("padding"));
        OnnxImport.open("m.onnx", model, List.of()).close();
    }

    /** From ids to y [batch, sequence, 6], with two heads. */
    private static ModelFile attention(String scores, String context) {
        ModelFile file = new ModelFile(13)
                .ids("ids")
                .ids("attention_mask")
                .floats("scale", new long[0], (float) Math.sqrt(1 / 3.0))
                .floats("part", new long[] {1}, (float) Math.pow(1 / 3.0, 0.25))
                .floats("divisor", new long[0], (float) Math.sqrt(3))
                .floats("low", new long[0], -Float.MAX_VALUE)
                .floats("one", new long[0], 1)
                .floats("two", new long[0], 2)
                .floats("bias", new long[] {1, 2, 1, 1}, 0.5f, -0.5f)
                .longs("split", 0, 0, 2, 3)
                .longs("join", 0, 0, WIDTH)
                .longs("axes", 1, 2)
                .node("Unsqueeze", "attention_mask axes", "ones")
                .node("Cast", "ones", "shown", ModelFile.integer("to", 1))
                .node("Cast", "ones", "real", ModelFile.integer("to", 9))
                .node("Not", "real", "padding")
                .node("Sub", "one shown", "hidden")
                .node("Mul", "hidden low", "mask");
        SplittableRandom random = Seeds.stream(3, "attention", 0);
        for (String name : List.of("query", "key", "value")) {
            float[] table = new float[5 * WIDTH];
            for (int i = 0; i < table.length; i++) {
                table[i] = (float) random.nextDouble(-2, 2);
            }
            file.floats(name + "s", new long[] {5, WIDTH}, table).node("Gather", name + "s ids", name);
        }
        write(file, "Reshape query split q1|Transpose q1 q 0 2 1 3|Reshape key split k1|Transpose k1 k2 0 2 1 3");
        write(file, "Reshape value split v1|Transpose v1 v 0 2 1 3|" + scores + "|" + context);
        write(file, "Transpose c c1 0 2 1 3|Reshape c1 join y");
        return file.output("y", 3);
    }

    /** Nodes of an operator, its inputs, its output and, of some, numbers. */
    private static void write(ModelFile file, String nodes) {
        for (String node : nodes.split("\\|")) {
            List<String> words = List.of(node.split(" "));
            int end = words.size();
            Long[] numbers = words.stream()
                    .filter(word -> word.matches("-?\\d"))
                    .map(Long::valueOf)
                    .toArray(Long[]::new);
            end -= numbers.length;
            String inputs = String.join(" ", words.subList(1, end - 1));
            String output = words.get(end - 1);
            switch (words.get(0)) {
                case "Transpose" -> file.node("Transpose", inputs, output, ModelFile.integers("perm", numbers));
                case "Softmax" -> file.node("Softmax", inputs, output, ModelFile.integer("axis", numbers[0]));
                default -> file.node(words.get(0), inputs, output);
            }
        }
    }
}

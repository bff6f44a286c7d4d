package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.JsonTokenizer;

/** The one real model at hand against ONNX Runtime, on sentences. */
class MiniLmParityTest {
    private static final int SENTENCES = 96;
    private static final int LONGEST = 128;
    private static final String[] WORDS =
            ("the a this film movie plot actor scene story ending music camera director is was "
                            + "feels seems never quite almost truly deeply dull moving funny clever slow brilliant "
                            + "unwatchable surprisingly tender, overlong; charming! why? 1984 café naïve ünlü and but because")
                    .split(" ");

    @Test
    void agreesWithOnnxRuntimeOnSentencesPaddedAndNot() throws IOException {
        byte[] bytes = MiniLmCases.resource("/all-minilm-l6-v2.onnx");
        OnnxModel model = OnnxModel.of("all-minilm-l6-v2.onnx", bytes);
        List<Encoding> sentences = sentences();
        try (OnnxGraph graph = Translator.translate(model, OperatorTable.standard());
                ReferenceRuntime runtime = ReferenceRuntime.open(model)) {
            int from = 0;
            for (int size = 1; from < sentences.size(); size = 1 + (size + 4) % 16) {
                int to = Math.min(sentences.size(), from + size);
                Map<String, long[][]> inputs = MiniLmCases.inputs(sentences.subList(from, to));
                Output expected = runtime.run(inputs).get(MiniLmCases.HIDDEN);
                Output found = graph.run(inputs, List.of(MiniLmCases.HIDDEN)).get(MiniLmCases.HIDDEN);
                assertThat(found.shape()).containsExactly(to - from, inputs.get("input_ids")[0].length, 384);
                ParityCase one = new ParityCase(inputs, Map.of());
                assertThat(ParityCheck.difference(found, expected, one))
                        .as("sentences %d to %d", from, to)
                        .isLessThanOrEqualTo(1e-4);
                from = to;
            }
        }
    }

    /** Of 1 to 100 words each, and the empty one. */
    private static List<Encoding> sentences() throws IOException {
        SplittableRandom random = Seeds.stream(7, "sentences", 0);
        List<String> texts = new ArrayList<>(List.of(""));
        while (texts.size() < SENTENCES) {
            int words = 1 + (int) Math.pow(random.nextDouble() * 10, 2);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < words; i++) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            }
            texts.add(text.toString());
        }
        try (JsonTokenizer tokenizer = MiniLmCases.tokenizer(LONGEST)) {
            return tokenizer.encode(texts);
        }
    }
}

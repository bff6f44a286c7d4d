package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.JsonTokenizer;

/** The one real model at hand against ONNX Runtime, on sentences of 1 to 128 tokens, at every position, padded or not. */
class MiniLmParityTest {
    private static final int LONGEST = 128;

    @Test
    void agreesWithOnnxRuntimeOnSentencesPaddedAndNot() throws IOException {
        OnnxModel model = OnnxModel.of("all-minilm-l6-v2.onnx", MiniLmCases.resource("/all-minilm-l6-v2.onnx"));
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
                assertThat(largestDifference(found.values(), expected.values()))
                        .as("sentences %d to %d", from, to)
                        .isLessThanOrEqualTo(1e-4f);
                from = to;
            }
        }
    }

    private static float largestDifference(float[] some, float[] others) {
        float largest = 0;
        for (int i = 0; i < some.length; i++) {
            largest = Math.max(largest, Math.abs(some[i] - others[i]));
        }
        return largest;
    }

    /** Sentences and passages of English, and what a tokenizer may stumble on. */
    private static List<Encoding> sentences() throws IOException {
        List<String> texts = new ArrayList<>(List.of("", "Good!", "1984: café naïve ünlü 你好 😀", "x"));
        try (InputStream in = MiniLmParityTest.class.getResourceAsStream("sentences.txt")) {
            texts.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
        assertThat(texts).hasSizeGreaterThanOrEqualTo(64);
        try (JsonTokenizer tokenizer = MiniLmCases.tokenizer(LONGEST)) {
            return tokenizer.encode(texts);
        }
    }
}

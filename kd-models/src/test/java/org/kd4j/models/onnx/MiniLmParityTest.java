package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        byte[] bytes = resource("/all-minilm-l6-v2.onnx");
        OnnxModel model = OnnxModel.of("all-minilm-l6-v2.onnx", bytes);
        List<int[]> sentences = sentences();
        try (OnnxGraph graph = Translator.translate(model, OperatorTable.standard());
                ReferenceRuntime runtime = ReferenceRuntime.open(model)) {
            int from = 0;
            for (int size = 1; from < sentences.size(); size = 1 + (size + 4) % 16) {
                int to = Math.min(sentences.size(), from + size);
                Map<String, long[][]> inputs = padded(sentences.subList(from, to));
                float[] expected = runtime.run(inputs).get("last_hidden_state").values();
                Output found = graph.run(inputs, List.of("last_hidden_state")).get("last_hidden_state");
                assertThat(found.shape()).containsExactly(to - from, inputs.get("input_ids")[0].length, 384);
                assertThat(largestDifference(found.values(), expected))
                        .as("sentences %d to %d", from, to)
                        .isLessThanOrEqualTo(1e-4);
                from = to;
            }
        }
    }

    private static double largestDifference(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs((double) found[i] - expected[i]));
        }
        return largest;
    }

    /** Of 1 to 100 words each, and the empty one. */
    private static List<int[]> sentences() throws IOException {
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
        String json = new String(resource("/all-minilm-l6-v2-tokenizer.json"), StandardCharsets.UTF_8);
        try (JsonTokenizer tokenizer = new JsonTokenizer("tokenizer.json", json, LONGEST, true)) {
            return tokenizer.encode(texts).stream().map(Encoding::ids).toList();
        }
    }

    private static Map<String, long[][]> padded(List<int[]> sentences) {
        int longest = sentences.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        long[][] ids = new long[sentences.size()][longest];
        long[][] mask = new long[sentences.size()][longest];
        for (int row = 0; row < ids.length; row++) {
            for (int i = 0; i < sentences.get(row).length; i++) {
                ids[row][i] = sentences.get(row)[i];
                mask[row][i] = 1;
            }
        }
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", ids);
        inputs.put("attention_mask", mask);
        inputs.put("token_type_ids", new long[ids.length][longest]);
        return inputs;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = MiniLmParityTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}

package org.kd4j.models.onnx;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.JsonTokenizer;

/**
 * Writes the cases that ship with the built-in model, as ONNX Runtime answers them: the file
 * {@code src/main/resources/org/kd4j/models/teacher/minilm-cases.json}. Run it when the artifact's model changes:
 * {@code java org.kd4j.models.onnx.MiniLmCases FILE}, on the test class path.
 */
final class MiniLmCases {
    static final String HIDDEN = "last_hidden_state";

    private static final List<List<String>> BATCHES =
            List.of(List.of("A tender film."), List.of("Dull", "It never quite works"), List.of(""));
    /** Ten times finer than float32 needs for a tolerance of 1e-4. */
    private static final int DECIMALS = 6;

    private final ObjectMapper json = new ObjectMapper();

    private MiniLmCases() {}

    public static void main(String[] arguments) throws IOException {
        OnnxModel model = OnnxModel.of("all-minilm-l6-v2.onnx", resource("/all-minilm-l6-v2.onnx"));
        ArrayNode cases;
        try (ReferenceRuntime runtime = ReferenceRuntime.open(model);
                JsonTokenizer tokenizer = tokenizer(16)) {
            cases = new MiniLmCases().cases(runtime, tokenizer);
        }
        Files.writeString(Path.of(arguments[0]), cases.toString() + "\n");
    }

    static JsonTokenizer tokenizer(int maxTokens) throws IOException {
        String name = "all-minilm-l6-v2-tokenizer.json";
        return new JsonTokenizer(name, new String(resource("/" + name), StandardCharsets.UTF_8), maxTokens, true);
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = MiniLmCases.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** Token ids as the model takes them, padded with 0 to the longest. */
    static Map<String, long[][]> inputs(List<Encoding> texts) {
        int longest = texts.stream().mapToInt(text -> text.ids().length).max().orElseThrow();
        long[][] ids = new long[texts.size()][longest];
        long[][] mask = new long[texts.size()][longest];
        for (int row = 0; row < ids.length; row++) {
            int[] tokens = texts.get(row).ids();
            for (int i = 0; i < tokens.length; i++) {
                ids[row][i] = tokens[i];
                mask[row][i] = 1;
            }
        }
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", ids);
        inputs.put("attention_mask", mask);
        inputs.put("token_type_ids", new long[ids.length][longest]);
        return inputs;
    }

    private ArrayNode cases(ReferenceRuntime runtime, JsonTokenizer tokenizer) {
        ArrayNode cases = json.createArrayNode();
        for (List<String> batch : BATCHES) {
            Map<String, long[][]> inputs = inputs(tokenizer.encode(batch));
            Output hidden = runtime.run(inputs).get(HIDDEN);
            ObjectNode one = cases.addObject();
            one.set("inputs", json.valueToTree(inputs));
            one.putObject("outputs").set(HIDDEN, nested(hidden, 0, new int[1]));
        }
        return cases;
    }

    private ArrayNode nested(Output output, int axis, int[] next) {
        ArrayNode node = json.createArrayNode();
        for (long i = 0; i < output.shape()[axis]; i++) {
            if (axis < output.shape().length - 1) {
                node.add(nested(output, axis + 1, next));
            } else {
                BigDecimal value = BigDecimal.valueOf(output.values()[next[0]++]);
                node.add(value.setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros());
            }
        }
        return node;
    }
}

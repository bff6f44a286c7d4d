package org.kd4j.core.tokens;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;

/** A tokenizer read from Hugging Face's {@code tokenizer.json}, run by the library that wrote it. */
public final class JsonTokenizer implements Tokenizer {
    private static final String NEXT = "Let the key for it, be that teacher.tokenizer, student.tokenizer or"
            + " annotators.encoder.tokenizer, name the file that came with the model.";

    private final HuggingFaceTokenizer tokenizer;
    private final boolean specialTokens;
    private final String fingerprint;
    private final int vocabularySize;
    private final int paddingId;
    private final int maxTokens;

    /**
     * @param file a {@code tokenizer.json}
     * @param maxTokens the most ids a text can have, ≥ 3
     * @param specialTokens whether texts are framed as the model expects ([CLS] … [SEP]); students do without
     * @throws InvalidInput if the file is missing or is no tokenizer
     */
    public static JsonTokenizer read(Path file, int maxTokens, boolean specialTokens) {
        try {
            return new JsonTokenizer(file.toString(), Files.readString(file), maxTokens, specialTokens);
        } catch (IOException e) {
            throw new InvalidInput(
                    file.toString(),
                    "no readable file",
                    "a tokenizer.json as Hugging Face's tokenizers library writes it",
                    NEXT);
        }
    }

    /** The same from the file's text; {@code name} stands for it in messages. */
    public JsonTokenizer(String name, String json, int maxTokens, boolean specialTokens) {
        if (maxTokens < 3) {
            throw new IllegalArgumentException("maxTokens: found " + maxTokens + ", expected at least 3");
        }
        this.specialTokens = specialTokens;
        this.maxTokens = maxTokens;
        this.fingerprint =
                new Sha256().add(json).add(maxTokens).add(specialTokens ? 1 : 0).hex();
        try {
            JsonObject root = JsonParser.parseString(json).getAsJsonObject();
            this.vocabularySize = vocabularySize(root);
            this.paddingId = paddingId(root);
            this.tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                    Map.of(
                            "addSpecialTokens",
                            String.valueOf(specialTokens),
                            "truncation",
                            "true",
                            "padding",
                            "false",
                            "maxLength",
                            String.valueOf(maxTokens)));
        } catch (IOException | RuntimeException e) {
            throw new InvalidInput(
                    name,
                    "a file that is no tokenizer (" + e.getMessage() + ")",
                    "a tokenizer.json as Hugging Face's tokenizers library writes it",
                    NEXT);
        }
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public int paddingId() {
        return paddingId;
    }

    @Override
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public List<Encoding> encode(List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        List<Encoding> encodings = new ArrayList<>(texts.size());
        for (ai.djl.huggingface.tokenizers.Encoding encoding : tokenizer.batchEncode(texts, specialTokens, true)) {
            int[] ids =
                    Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
            encodings.add(new Encoding(ids, encoding.getOverflowing().length > 0));
        }
        return encodings;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** The vocabulary is an object of token to id (WordPiece, BPE) or a list of [token, score] (Unigram). */
    private static int vocabularySize(JsonObject root) {
        JsonElement vocabulary = root.getAsJsonObject("model").get("vocab");
        int size = 0;
        if (vocabulary instanceof JsonArray list) {
            size = list.size();
        } else {
            for (Map.Entry<String, JsonElement> token :
                    vocabulary.getAsJsonObject().entrySet()) {
                size = Math.max(size, token.getValue().getAsInt() + 1);
            }
        }
        for (JsonElement added : addedTokens(root)) {
            size = Math.max(size, added.getAsJsonObject().get("id").getAsInt() + 1);
        }
        if (size == 0) {
            throw new JsonParseException("its vocabulary is empty");
        }
        return size;
    }

    private static int paddingId(JsonObject root) {
        if (root.get("padding") instanceof JsonObject padding && padding.has("pad_id")) {
            return padding.get("pad_id").getAsInt();
        }
        for (JsonElement added : addedTokens(root)) {
            String content = added.getAsJsonObject().get("content").getAsString();
            if (content.equals("[PAD]") || content.equals("<pad>")) {
                return added.getAsJsonObject().get("id").getAsInt();
            }
        }
        return 0;
    }

    private static JsonArray addedTokens(JsonObject root) {
        return root.get("added_tokens") instanceof JsonArray added ? added : new JsonArray();
    }
}

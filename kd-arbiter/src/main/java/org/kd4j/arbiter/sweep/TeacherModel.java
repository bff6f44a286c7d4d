package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.StudentConfig;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.JsonTokenizer;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.onnx.TextModel;
import org.kd4j.models.teacher.AsIsTeacher;
import org.kd4j.models.teacher.BlockStates;
import org.kd4j.models.teacher.GraphStates;
import org.kd4j.models.teacher.MiniLm;
import org.kd4j.models.teacher.SentenceEncoder;
import org.kd4j.models.teacher.TeacherFolder;

/** The model that a configuration names, and the tokenizers that go with it. */
final class TeacherModel implements AutoCloseable {
    private final TeacherConfig config;
    private final TextModel graph;
    private final Tokenizer tokenizer;
    private final List<String> labels;

    private TeacherModel(TeacherConfig config, TextModel graph, Tokenizer tokenizer, List<String> labels) {
        this.config = config;
        this.graph = graph;
        this.tokenizer = tokenizer;
        this.labels = labels;
    }

    /**
     * Reads and checks the model.
     *
     * @param maxTokens the most tokens of a text that are read
     * @throws org.kd4j.core.failure.InvalidInput if the model or its tokenizer cannot be used
     */
    static TeacherModel open(TeacherConfig config, int maxTokens) {
        Tokenizer tokenizer = tokenizer(config, maxTokens, true);
        try {
            if (isFolder(config)) {
                TeacherFolder folder = TeacherFolder.open(Path.of(config.model()));
                return new TeacherModel(config, folder.model(config.engine()), tokenizer, folder.labels());
            }
            return new TeacherModel(
                    config,
                    config.isBuiltIn()
                            ? MiniLm.model(config.engine())
                            : OnnxImport.open(Path.of(config.model()), List.of(), config.engine()),
                    tokenizer,
                    List.of());
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** Sentence vectors, for a probe. */
    TextFunction encoder() {
        return new SentenceEncoder(graph, tokenizer, config.pooling());
    }

    /**
     * Number of the model's blocks.
     *
     * @throws org.kd4j.core.failure.InvalidInput if they are not recognised
     */
    int depth() {
        return GraphStates.depth(graph);
    }

    /** Hidden states of some blocks, for a student that matches them. */
    BlockStates states(List<Integer> blocks) {
        return new GraphStates(graph, tokenizer, blocks);
    }

    /** The model's own logits. */
    Teacher classifier(List<String> labels) {
        return new AsIsTeacher(graph, tokenizer, labels);
    }

    /**
     * A student reads the same tokens, those of transformers with the model's special ones, unless it has a tokenizer of
     * its own.
     */
    static Tokenizer studentTokenizer(Config config) {
        int maxTokens = config.data().maxTokens();
        boolean specialTokens = config.student() instanceof StudentConfig.Transformer;
        return config.student().tokenizer() == null
                ? tokenizer(config.teacher(), maxTokens, specialTokens)
                : JsonTokenizer.read(Path.of(config.student().tokenizer()), maxTokens, specialTokens);
    }

    /** The text that {@link #studentTokenizer} is made of. */
    static String studentTokenizerJson(Config config) throws IOException {
        return config.student().tokenizer() == null
                ? tokenizerJson(config.teacher())
                : Files.readString(Path.of(config.student().tokenizer()));
    }

    /** The text that {@link #tokenizer} is made of. */
    static String tokenizerJson(TeacherConfig config) throws IOException {
        if (isOfAnnotators(config)) {
            return ModelBundle.tokenizerJson(Path.of(config.model()));
        }
        return config.tokenizer() == null && config.isBuiltIn()
                ? MiniLm.tokenizerJson()
                : Files.readString(tokenizerFile(config));
    }

    /**
     * The weights of a teacher's encoder, for a student to start from; empty where the CPU engine knows no such encoder.
     * The model is read again, because an engine lets go of what it has copied.
     */
    static Optional<PretrainedEncoder> pretrained(TeacherConfig config) {
        try (OnnxGraph graph = graph(config)) {
            return Optional.of(graph.pretrained().copied());
        } catch (InvalidInput noEncoder) {
            return Optional.empty();
        }
    }

    /** The labels that the model was imported with, in the order of its logits; often none. */
    static List<String> labels(TeacherConfig config) {
        return isFolder(config) ? TeacherFolder.open(Path.of(config.model())).labels() : List.of();
    }

    /** The model's graph alone, checked; closed by the caller. */
    static OnnxGraph graph(TeacherConfig config) {
        if (config.isBuiltIn()) {
            return MiniLm.graph();
        }
        Path path = Path.of(config.model());
        return isFolder(config) ? TeacherFolder.open(path).graph() : OnnxImport.open(path, List.of());
    }

    /** Names of the classes that were imported with the model, in the order of its logits; often none. */
    List<String> labels() {
        return labels;
    }

    /** Name and hash of the file. */
    String description() {
        return description(config, graph);
    }

    static String description(TeacherConfig config, TextModel model) {
        return config.model() + ", SHA-256 " + model.fingerprint();
    }

    /** What runs it. */
    Engine engine() {
        return graph.engine();
    }

    static Tokenizer tokenizer(TeacherConfig config, int maxTokens, boolean specialTokens) {
        if (isOfAnnotators(config)) {
            String json = ModelBundle.tokenizerJson(Path.of(config.model()));
            return new JsonTokenizer(config.model(), json, maxTokens, specialTokens);
        }
        return config.tokenizer() == null && config.isBuiltIn()
                ? MiniLm.tokenizer(maxTokens, specialTokens)
                : JsonTokenizer.read(tokenizerFile(config), maxTokens, specialTokens);
    }

    /**
     * The file that {@link #tokenizer} reads.
     *
     * @param folder where that of the built-in model is written to
     */
    static Path tokenizerFile(TeacherConfig config, Path folder) throws IOException {
        return config.tokenizer() == null && config.isBuiltIn()
                ? Files.writeString(folder.resolve(TeacherFolder.TOKENIZER), MiniLm.tokenizerJson())
                : tokenizerFile(config);
    }

    private static Path tokenizerFile(TeacherConfig config) {
        if (config.tokenizer() != null) {
            return Path.of(config.tokenizer());
        }
        Path model = Path.of(config.model());
        return isFolder(config)
                ? model.resolve(TeacherFolder.TOKENIZER)
                : model.resolveSibling(TeacherFolder.TOKENIZER);
    }

    /** Whether the tokenizer lies in the file of a model of annotators. */
    private static boolean isOfAnnotators(TeacherConfig config) {
        return config.annotators() != null && config.tokenizer() == null;
    }

    /** Whether the model is one that {@code teacher import} has written. */
    static boolean isFolder(TeacherConfig config) {
        return !config.isBuiltIn() && Files.isDirectory(Path.of(config.model()));
    }

    @Override
    public void close() {
        tokenizer.close();
        graph.close();
    }
}

package org.kd4j.models.teacher;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.TextModel;

/** A classifier that teaches with the logits it was exported with. */
public final class AsIsTeacher implements Teacher, AutoCloseable {
    /** To be raised whenever the logits for the same model and tokenizer change. */
    private static final int FORMAT = 1;

    private final TextModel graph;
    private final Tokenizer tokenizer;
    private final TextGraph texts;
    private final String output;
    private final List<String> labels;
    private final String fingerprint;

    /**
     * @param graph a classifier over input_ids; closed with this object
     * @param tokenizer the model's own, with special tokens; closed with this object
     * @param labels names of the classes, in the order of the logits
     * @throws InvalidConfig if the labels are fewer than two, or not all different
     * @throws InvalidInput if the graph has no logits, or not one a label, or the tokenizer belongs to another model
     */
    public AsIsTeacher(TextModel graph, Tokenizer tokenizer, List<String> labels) {
        if (labels.size() < 2 || new HashSet<>(labels).size() < labels.size()) {
            throw new InvalidConfig(
                    "the teacher's labels",
                    String.valueOf(labels),
                    "two or more, all different",
                    "Correct the labels.");
        }
        this.graph = graph;
        this.tokenizer = tokenizer;
        this.labels = List.copyOf(labels);
        this.texts = new TextGraph(graph, tokenizer);
        this.output = logits(graph);
        requireOneLogitALabel();
        this.fingerprint = new Sha256()
                .add(graph.fingerprint())
                .add(tokenizer.fingerprint())
                .add(output)
                .add(FORMAT)
                .hex();
    }

    private static String logits(TextModel graph) {
        return graph.logits()
                .orElseThrow(() -> new InvalidInput(
                        graph.name(),
                        "outputs " + graph.outputs(),
                        "logits [batch, classes] under the name " + TextModel.LOGITS + ", or as the only such output",
                        "Export a classifier, or let a head be trained on the encoder."));
    }

    private void requireOneLogitALabel() {
        if (graph.width(output) != labels.size()) {
            throw new InvalidInput(
                    graph.name() + ", output '" + output + "'",
                    graph.width(output) + " logits for " + labels.size() + " labels " + labels,
                    "one logit a label",
                    "Use a model that was trained on these labels.");
        }
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public float[][] apply(List<String> sentences) {
        return texts.apply(sentences, output, AsIsTeacher::row);
    }

    private static float[] row(Output batch, int row, int length) {
        return Arrays.copyOfRange(batch.values(), row * batch.width(), (row + 1) * batch.width());
    }

    @Override
    public void close() {
        graph.close();
        tokenizer.close();
    }
}

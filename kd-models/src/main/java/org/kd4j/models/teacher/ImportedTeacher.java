package org.kd4j.models.teacher;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;

/**
 * A model that has been translated and checked, with what belongs to it.
 *
 * @param file the ONNX file
 * @param model the translation, and what it was checked against
 * @param tokenizer its {@code tokenizer.json}, if there is one
 * @param labels names of the classes in the order of the logits; empty where nothing names them
 */
public record ImportedTeacher(Path file, OnnxImport.Verified model, Optional<Path> tokenizer, List<String> labels) {

    /** @throws InvalidConfig if the labels are not all different, or not as many as the model has logits */
    public ImportedTeacher {
        labels = List.copyOf(labels);
        Optional<Integer> classes = classes(model.graph());
        boolean fitting = labels.isEmpty() || classes.equals(Optional.of(labels.size()));
        if (!fitting || new HashSet<>(labels).size() < labels.size()) {
            throw new InvalidConfig(
                    "the labels of " + file,
                    labels.size() + " labels " + labels,
                    classes.map(count -> "one for each of its " + count + " logits, all different")
                            .orElse("none, because the model has no logits"),
                    "Correct --labels.");
        }
    }

    /** Number of a model's logits, if it has any. */
    public static Optional<Integer> classes(OnnxGraph graph) {
        return graph.logits().map(graph::width);
    }

    /** @throws org.kd4j.core.failure.InvalidInput if the tokenizer has tokens for which the model has no embeddings */
    public static void requireFitting(OnnxGraph graph, Tokenizer tokenizer) {
        TextGraph.requireVocabulary(graph, tokenizer);
    }
}

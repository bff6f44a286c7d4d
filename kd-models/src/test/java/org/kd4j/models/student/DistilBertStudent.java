package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kd4j.core.batch.Student;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;

/** A trajectory's DistilBertForSequenceClassification as a {@link TransformerStudent}. */
final class DistilBertStudent {
    private static final Pattern BLOCK =
            Pattern.compile("distilbert\\.transformer\\.layer\\.(\\d+)\\.(.+)\\.(weight|bias)");
    private static final Map<String, String> BLOCK_PARTS = Map.of(
            "attention.q_lin", "query",
            "attention.k_lin", "key",
            "attention.v_lin", "value",
            "attention.out_lin", "output",
            "sa_layer_norm", "attentionNorm",
            "ffn.lin1", "up",
            "ffn.lin2", "down",
            "output_layer_norm", "outputNorm");

    private DistilBertStudent() {}

    static Student student(Trajectory trajectory, StepSettings steps, TransformerEngine engine) {
        JsonNode h = trajectory.hyperparameters();
        assertThat(h.get("head").asText()).isEqualTo("pre_classifier, relu, classifier");
        int[] words = trajectory.shape("distilbert.embeddings.word_embeddings.weight");
        int hidden = words[1];
        EncoderShape encoder = new EncoderShape(
                new EmbeddingShape(
                        words[0],
                        trajectory.shape("distilbert.embeddings.position_embeddings.weight")[0],
                        new PositionRule.FromStart(),
                        0,
                        hidden,
                        false),
                hidden,
                h.get("heads").asInt(),
                trajectory.shape("distilbert.transformer.layer.0.ffn.lin1.weight")[0],
                2,
                false,
                Activation.GELU,
                (float) h.get("layer_norm_epsilon").asDouble());
        TextTask task =
                new TextTask(words[0], 0, trajectory.paddedLength(), trajectory.shape("classifier.weight")[0]);
        TransformerSettings settings = new TransformerSettings(task, encoder, Pooling.CLS, HeadKind.RELU, 0);
        TransformerStudent student = TransformerStudent.create(settings, steps, 1, engine);
        trajectory.root().get("initial_weights").fieldNames().forEachRemaining(name -> put(student, name, trajectory));
        return student;
    }

    private static void put(TransformerStudent student, String name, Trajectory trajectory) {
        float[] values = trajectory.weight(name);
        ParameterVector encoder = student.vector();
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            String part = BLOCK_PARTS.get(block.group(2));
            boolean matrix = trajectory.shape(name).length == 2;
            String kind = part.endsWith("Norm") && block.group(3).equals("weight") ? "gain" : block.group(3);
            encoder.set(
                    "layers." + block.group(1) + "." + part + "." + kind,
                    matrix ? transposed(values, trajectory.shape(name)[1]) : values);
            return;
        }
        switch (name) {
            case "distilbert.embeddings.word_embeddings.weight" -> encoder.set("embeddings.words", values);
            case "distilbert.embeddings.position_embeddings.weight" -> encoder.set("embeddings.positions", values);
            case "distilbert.embeddings.LayerNorm.weight" -> encoder.set("embeddings.norm.gain", values);
            case "distilbert.embeddings.LayerNorm.bias" -> encoder.set("embeddings.norm.bias", values);
            case "pre_classifier.weight" -> student.setPart("head.inner.weight", values);
            case "pre_classifier.bias" -> student.setPart("head.inner.bias", values);
            case "classifier.weight" -> student.setPart("head.logits.weight", values);
            case "classifier.bias" -> student.setPart("head.logits.bias", values);
            default -> throw new IllegalArgumentException(name);
        }
    }

    private static float[] transposed(float[] matrix, int columns) {
        int rows = matrix.length / columns;
        float[] transposed = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            transposed[i % columns * rows + i / columns] = matrix[i];
        }
        return transposed;
    }
}

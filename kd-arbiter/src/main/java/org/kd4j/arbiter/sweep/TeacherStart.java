package org.kd4j.arbiter.sweep;

import java.util.List;
import java.util.Optional;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.HeadSearch;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.PretrainedEncoder;

/**
 * The weights that a teacher starts from when it is fine-tuned, in memory of their own.
 *
 * @param head with its logits in the order of the data's classes; empty where it gets a new one
 * @param whyNew why it gets a new one, as a clause; empty where it does not
 */
record TeacherStart(PretrainedEncoder encoder, Optional<PretrainedHead> head, String whyNew) {

    /**
     * Encoder and head of a model; its own head only where it has a logit a class.
     *
     * @param own labels that were imported with the model; often none
     * @throws InvalidInput if it is no encoder that the CPU engine trains
     */
    static TeacherStart of(OnnxGraph graph, List<String> own, LogitOrder order) {
        PretrainedEncoder encoder = trainable(graph).copied();
        HeadSearch search = graph.pretrainedHead();
        if (search instanceof HeadSearch.None none) {
            return withNewHead(encoder, none.reason());
        }
        PretrainedHead head = ((HeadSearch.Found) search).head();
        List<String> labels = order.labels();
        if (head.classes() != labels.size()) {
            return withNewHead(encoder, "it has " + head.classes() + " logits for " + labels.size() + " classes");
        }
        List<String> logits = order.of(own);
        int[] from = labels.stream().mapToInt(logits::indexOf).toArray();
        return new TeacherStart(encoder, Optional.of(head.arranged(from)), "");
    }

    /**
     * The encoder of a model as it lies in its graph.
     *
     * @throws InvalidInput if the CPU engine does not know or train it
     */
    static PretrainedEncoder trainable(OnnxGraph graph) {
        PretrainedEncoder encoder = graph.pretrained();
        try {
            EncoderShape.of(encoder.embeddings(), encoder.blocks(), encoder.heads(), encoder.activation());
            return encoder;
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(
                    graph.name(),
                    "an encoder that the CPU engine runs, but does not train (" + e.getMessage() + ")",
                    "blocks of one form",
                    "");
        }
    }

    static TeacherStart withNewHead(PretrainedEncoder encoder, String why) {
        return new TeacherStart(encoder, Optional.empty(), why);
    }

    /**
     * What a training starts from, for whoever reads the run's messages.
     *
     * @param newHead what it has where it has none of its own
     */
    String describe(NewHead newHead) {
        return head.map(own -> "The teacher is fine-tuned with its own head "
                        + NewHead.layers(own.pooling(), own.kind()) + "."
                        + (own.pooling() == newHead.pooling() ? "" : newHead.unused()))
                .orElse("The teacher is fine-tuned with " + newHead.describe() + ", because " + whyNew + ".");
    }
}

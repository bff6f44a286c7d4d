package org.kd4j.models.student;

import java.util.Optional;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.PretrainedEncoder;

/**
 * Shape of a {@link TransformerStudent}.
 *
 * @param task vocabulary, padding, length and classes; the encoder has a word for every id, and positions for maxTokens
 * @param encoder sizes of the encoder
 * @param pooling how the last hidden states become one vector
 * @param head from that vector to the logits
 * @param dropout share of the embeddings, of the attention probabilities, of what each half of a block adds, and of what
 *     goes into the last layer that training sets to 0, 0 ≤ p < 1
 * @param matchedWidth width of the teacher's hidden states that training matches, ≥ 1; where it is not the encoder's,
 *     training has a projection between the two, which is no part of the student that is saved
 * @param earlyReadout what an early readout reads of a block's states, where training has one; it is no part of the student
 *     that is saved either
 */
public record TransformerSettings(
        TextTask task,
        EncoderShape encoder,
        Pooling pooling,
        HeadKind head,
        double dropout,
        int matchedWidth,
        Optional<Pooling> earlyReadout) {
    /** DistilBERT's and BERT's. */
    private static final float EPSILON = 1e-12f;

    /** Throws {@link IllegalArgumentException} if a value is outside its range, or the encoder does not fit the task. */
    public TransformerSettings {
        Expect.atLeast(
                task.vocabularySize(),
                "words of the encoder",
                encoder.embeddings().vocabulary());
        int positions = encoder.embeddings().positions();
        if (positions > 0) {
            int skipped = encoder.embeddings().rule() instanceof PositionRule.BehindPadding behind
                    ? behind.paddingId() + 1
                    : 0;
            Expect.atLeast(task.maxTokens() + skipped, "positions of the encoder", positions);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout: found " + dropout + ", expected at least 0, below 1");
        }
        Expect.atLeast(1, "matchedWidth", matchedWidth);
    }

    /** Without a projection, without an early readout. */
    public TransformerSettings(TextTask task, EncoderShape encoder, Pooling pooling, HeadKind head, double dropout) {
        this(task, encoder, pooling, head, dropout, encoder.hidden(), Optional.empty());
    }

    /**
     * A DistilBERT-like student (Sanh et al., DistilBERT, 2019, arXiv:1910.01108): learned positions, no types, GELU,
     * mean pooling, a linear head, dropout 0.1.
     *
     * @param layers number of blocks, ≥ 1
     * @param hidden width of the hidden states, a multiple of the heads
     * @param intermediate width inside the blocks, usually 4 · hidden
     */
    public static TransformerSettings of(TextTask task, int layers, int hidden, int heads, int intermediate) {
        EmbeddingShape embeddings = new EmbeddingShape(
                task.vocabularySize(), task.maxTokens(), new PositionRule.FromStart(), 0, hidden, false);
        EncoderShape encoder =
                new EncoderShape(embeddings, hidden, heads, intermediate, layers, false, Activation.GELU, EPSILON);
        return new TransformerSettings(task, encoder, Pooling.MEAN, HeadKind.LINEAR, 0.1);
    }

    /**
     * An encoder of pretrained weights with a new linear head: mean pooling, dropout 0.1.
     *
     * @throws IllegalArgumentException if the encoder has not the words or positions of the task, or weights that cannot
     *     be trained; see {@link EncoderShape#of}
     */
    public static TransformerSettings of(TextTask task, PretrainedEncoder encoder) {
        EncoderShape shape =
                EncoderShape.of(encoder.embeddings(), encoder.blocks(), encoder.heads(), encoder.activation());
        return new TransformerSettings(task, shape, Pooling.MEAN, HeadKind.LINEAR, 0.1);
    }

    /** With the layers of such a head. */
    public TransformerSettings like(PretrainedHead pretrained) {
        return withPooling(pretrained.pooling()).withHead(pretrained.kind());
    }

    public TransformerSettings withPooling(Pooling other) {
        return new TransformerSettings(task, encoder, other, head, dropout, matchedWidth, earlyReadout);
    }

    public TransformerSettings withHead(HeadKind other) {
        return new TransformerSettings(task, encoder, pooling, other, dropout, matchedWidth, earlyReadout);
    }

    public TransformerSettings withDropout(double share) {
        return new TransformerSettings(task, encoder, pooling, head, share, matchedWidth, earlyReadout);
    }

    /** For training that matches hidden states of this width. */
    public TransformerSettings withMatchedWidth(int width) {
        return new TransformerSettings(task, encoder, pooling, head, dropout, width, earlyReadout);
    }

    /** Without what only training has: dropout, a projection, an early readout. */
    TransformerSettings answering() {
        return new TransformerSettings(task, encoder, pooling, head, 0);
    }

    /** For training that weighs records by an early readout. */
    public TransformerSettings withEarlyReadout(Pooling read) {
        return new TransformerSettings(task, encoder, pooling, head, dropout, matchedWidth, Optional.of(read));
    }
}

package org.kd4j.models.annotator;

import java.util.Arrays;
import java.util.Optional;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.models.onnx.PretrainedEncoder;

/** What answers for individual annotators. */
public interface IndividualAnswers {

    /** Whom it knows. */
    Annotators annotators();

    /** A copy of the weights of the encoder that it learned, for others to start from; empty where it learned none. */
    Optional<PretrainedEncoder> encoder();

    /**
     * Logits in evaluation mode for people of whom it may know some. It recognises them by their names.
     *
     * @param tokens token ids without padding
     * @param asked whom to ask about each text, numbers of people
     * @return [texts][annotators of the text][classes]
     */
    float[][][] logits(int[][] tokens, int[][] asked, Annotators people);

    /** Those for whom it knows: {@code asked} are its own numbers. */
    default float[][][] logits(int[][] tokens, int[][] asked) {
        return logits(tokens, asked, annotators());
    }

    /** Their probabilities, [texts][annotators of the text][classes]. */
    default double[][][] probabilities(int[][] tokens, int[][] asked, Annotators people) {
        return Arrays.stream(logits(tokens, asked, people))
                .map(Probabilities::softmax)
                .toArray(double[][][]::new);
    }

    /** Their probabilities. */
    default double[][][] probabilities(int[][] tokens, int[][] asked) {
        return probabilities(tokens, asked, annotators());
    }
}

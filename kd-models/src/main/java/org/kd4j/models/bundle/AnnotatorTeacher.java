package org.kd4j.models.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Encoding;

/** A model of annotators as a teacher of one answer. It is open as long as its model is. */
public final class AnnotatorTeacher implements Teacher {
    /** Texts that all annotators are asked about at a time. */
    private static final int CHUNK = 16;

    /** What of the annotators' answers is taught. */
    public enum Answer {
        /** The logarithm of the mean of their probabilities: at temperature 1 a student learns that mean. */
        SOFT_LABEL,
        /**
         * All of their logits: the mean squared error of one answer against each of them has, but for a constant, the value
         * and the gradient of that against their mean, which is what is given.
         */
        ALL
    }

    private final ModelBundle model;
    private final Answer answer;
    private final String fingerprint;

    /** @throws IllegalArgumentException if the model does not tell annotators apart */
    public AnnotatorTeacher(ModelBundle model, Answer answer) {
        if (model.annotators().isEmpty()) {
            throw new IllegalArgumentException("model: found one that does not tell annotators apart");
        }
        this.model = model;
        this.answer = answer;
        try {
            this.fingerprint = new Sha256()
                    .add("annotators")
                    .add(answer.name())
                    .add(model.manifest().toJson())
                    .hex();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> labels() {
        return model.labels();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public float[][] apply(List<String> texts) {
        return answer == Answer.SOFT_LABEL ? model.logits(texts) : means(texts);
    }

    private float[][] means(List<String> texts) {
        int people = model.annotators().orElseThrow().size();
        int[] known = people == 1
                ? new int[] {Annotators.UNKNOWN}
                : IntStream.range(1, people).toArray();
        List<float[]> means = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += CHUNK) {
            List<String> some = texts.subList(from, Math.min(texts.size(), from + CHUNK));
            int[][] tokens =
                    model.tokenizer().encode(some).stream().map(Encoding::ids).toArray(int[][]::new);
            int[][] asked = new int[tokens.length][];
            Arrays.fill(asked, known);
            for (float[][] each : model.logits(tokens, asked)) {
                means.add(mean(each));
            }
        }
        return means.toArray(float[][]::new);
    }

    private static float[] mean(float[][] rows) {
        float[] mean = new float[rows[0].length];
        for (int c = 0; c < mean.length; c++) {
            double sum = 0;
            for (float[] row : rows) {
                sum += row[c];
            }
            mean[c] = (float) (sum / rows.length);
        }
        return mean;
    }
}

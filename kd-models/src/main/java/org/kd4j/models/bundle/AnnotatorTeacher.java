package org.kd4j.models.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.models.annotator.PanelStudent;

/** A model of annotators as a teacher. It is open as long as its model is. */
public final class AnnotatorTeacher implements Teacher {
    /** Texts that all annotators are asked about at a time. */
    private static final int CHUNK = 16;

    /** What of the annotators' answers is taught. */
    public enum Answer {
        /** The logarithm of the mean of their probabilities: at temperature 1 a student learns that mean. */
        SOFT_LABEL("SOFT_LABEL"),
        /** The logits of each of them, those of one annotator behind those of another: for a {@link PanelStudent}. */
        ALL("logits side by side");

        /** What it is called in fingerprints, by which caches and runs know it: another word once it means something else. */
        private final String form;

        Answer(String form) {
            this.form = form;
        }
    }

    private final ModelBundle model;
    private final Answer answer;
    private final String fingerprint;

    /** @throws IllegalArgumentException if the model does not tell annotators apart, or all are asked and it knows nobody by name */
    public AnnotatorTeacher(ModelBundle model, Answer answer) {
        if (model.annotators().isEmpty()) {
            throw new IllegalArgumentException("model: found one that does not tell annotators apart");
        }
        if (answer == Answer.ALL && model.annotators().get().names().isEmpty()) {
            throw new IllegalArgumentException("model: found one that knows nobody by name");
        }
        this.model = model;
        this.answer = answer;
        try {
            this.fingerprint = new Sha256()
                    .add("annotators")
                    .add(answer.form)
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

    /** Whose logits stand side by side; empty where all give one answer. */
    public Optional<Annotators> panel() {
        return answer == Answer.ALL ? model.annotators() : Optional.empty();
    }

    @Override
    public int width() {
        return labels().size() * panel().map(people -> people.names().size()).orElse(1);
    }

    @Override
    public float[][] apply(List<String> texts) {
        return answer == Answer.SOFT_LABEL ? model.logits(texts) : all(texts);
    }

    private float[][] all(List<String> texts) {
        int[] everybody =
                IntStream.range(1, model.annotators().orElseThrow().size()).toArray();
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += CHUNK) {
            List<String> some = texts.subList(from, Math.min(texts.size(), from + CHUNK));
            int[][] tokens =
                    model.tokenizer().encode(some).stream().map(Encoding::ids).toArray(int[][]::new);
            int[][] asked = new int[tokens.length][];
            Arrays.fill(asked, everybody);
            for (float[][] each : model.logits(tokens, asked)) {
                rows.add(row(each));
            }
        }
        return rows.toArray(float[][]::new);
    }

    private float[] row(float[][] each) {
        int classes = labels().size();
        float[] row = new float[width()];
        for (int annotator = 0; annotator < each.length; annotator++) {
            System.arraycopy(each[annotator], 0, row, annotator * classes, classes);
        }
        return row;
    }
}

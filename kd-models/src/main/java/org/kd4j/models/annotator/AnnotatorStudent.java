package org.kd4j.models.annotator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.objective.IndividualLabels;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/**
 * An encoder that all annotators share, and what answers for each of them behind it. It learns {@link IndividualLabels};
 * the encoder runs once for each item, however many labels that has.
 *
 * <p>Not thread-safe. The same seed, platform and number of threads give the same parameters.
 */
public final class AnnotatorStudent implements Student, IndividualAnswers {
    private final AnnotatorSettings settings;
    private final Body body;
    private final AnnotatorHead head;

    private AnnotatorStudent(AnnotatorSettings settings, Body body, AnnotatorHead head) {
        this.settings = settings;
        this.body = body;
        this.head = head;
    }

    /**
     * @param settings of the annotators
     * @param encoder sizes and pooling of the encoder; its head is not used, its dropout is that of both
     * @param steps how it learns; parts of the encoder may be frozen
     */
    public static AnnotatorStudent create(
            AnnotatorSettings settings, TransformerSettings encoder, StepSettings steps, long seed) {
        List<AnnotatorHead> made = new ArrayList<>();
        TransformerStudent network = TransformerStudent.create(encoder, steps, seed, offset -> {
            made.add(new AnnotatorHead(settings, encoder.encoder().hidden(), offset));
            return made.get(0);
        });
        return new AnnotatorStudent(settings, new LearningBody(network), made.get(0));
    }

    /** The same with an encoder's weights in place of random ones. */
    public static AnnotatorStudent create(
            AnnotatorSettings settings,
            TransformerSettings encoder,
            PretrainedEncoder start,
            StepSettings steps,
            long seed) {
        AnnotatorStudent student = create(settings, encoder, steps, seed);
        try {
            ((LearningBody) student.body).network().startingFrom(start);
            return student;
        } catch (IllegalArgumentException e) {
            student.close();
            throw e;
        }
    }

    /**
     * On an encoder that does not learn: as many parameters are saved, but only those behind its vectors move.
     *
     * @param encoder closed by whoever made it, after all students on it
     * @param dropout share of what goes into the head's layers that training sets to 0, 0 ≤ p < 1
     */
    public static AnnotatorStudent create(
            AnnotatorSettings settings, FrozenEncoder encoder, double dropout, StepSettings steps, long seed) {
        AnnotatorHead head = new AnnotatorHead(settings, encoder.width(), 0);
        return new AnnotatorStudent(settings, new FrozenBody(encoder, head, dropout, steps, seed), head);
    }

    /** Who is known, and how they are modelled. */
    public AnnotatorSettings settings() {
        return settings;
    }

    @Override
    public Annotators annotators() {
        return settings.annotators();
    }

    /**
     * As {@link IndividualAnswers#logits}. For a stranger, of whom it has the attributes at most, it answers as it learned to
     * where {@link AnnotatorSettings#unknownShare} of the labels were nobody's, or else with the mean of all it knows.
     */
    @Override
    public float[][][] logits(int[][] tokens, int[][] asked, Annotators people) {
        return head.logits(body.weights(), body.pooled(tokens), asked, people);
    }

    @Override
    public Optional<PretrainedEncoder> encoder() {
        return body instanceof LearningBody learning
                ? Optional.of(learning.network().encoder())
                : Optional.empty();
    }

    /** A copy of the row of a weight. */
    float[] part(String name, int row) {
        ParameterPart part = body.parts().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        float[] values = new float[part.width()];
        body.weights().get(part.offset() + row * part.width(), values);
        return values;
    }

    @Override
    public int classes() {
        return settings.classes();
    }

    @Override
    public long parameters() {
        return body.parameters();
    }

    /** What the known annotators say together: the logarithm of the mean of their probabilities. */
    @Override
    public float[][] logits(int[][] tokens) {
        return body.logits(tokens);
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        return body.learn(records, rows, objective, learningRate, terms);
    }

    @Override
    public String learnsFrom() {
        return body.learnsFrom();
    }

    /** Writes all weights by name as a safetensors file; a {@code ComputationGraph} it is not. */
    @Override
    public void save(Path file) {
        body.save(file);
    }

    /**
     * A model as {@link #save} wrote it, with the optimizer's state at zero.
     *
     * @param settings with the same annotators in the same order
     * @throws org.kd4j.core.failure.InvalidInput if the file is no such model of these settings
     */
    public static AnnotatorStudent load(
            Path file, AnnotatorSettings settings, TransformerSettings encoder, StepSettings steps) {
        AnnotatorStudent student = create(settings, encoder, steps, 0);
        try {
            WeightsFile.read(file, student.body.parts(), student.body.weights());
            return student;
        } catch (RuntimeException e) {
            student.close();
            throw e;
        }
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        body.writeState(out);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        body.readState(in);
    }

    @Override
    public void close() {
        body.close();
    }
}

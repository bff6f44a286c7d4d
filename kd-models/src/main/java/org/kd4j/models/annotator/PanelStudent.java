package org.kd4j.models.annotator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.objective.EachAnnotator;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TransformerStudent;

/**
 * A student with an answer for each of several annotators, who teach it together. Its network has as many logits for each of
 * them as there are classes, and so has the teacher: those of one annotator behind those of another, in the order of their
 * names. Its plain logits are the logarithm of the mean of all annotators' probabilities, which is also what it says for a
 * stranger.
 *
 * <p>Not thread-safe, as its network is not.
 */
public final class PanelStudent implements Student, IndividualAnswers {
    /** Texts whose logits, of all annotators, are held at a time. */
    private static final int CHUNK = 256;

    private final Student network;
    private final Annotators annotators;
    private final int people;

    /**
     * @param network with all of the logits, which this student owns
     * @param annotators who teach; their attributes are not asked for
     * @throws IllegalArgumentException if there is nobody, or the network has not two logits or more for each
     */
    public PanelStudent(Student network, Annotators annotators) {
        this.network = network;
        this.annotators = annotators;
        this.people = annotators.names().size();
        classes(network.classes(), annotators);
    }

    /**
     * How many classes as many logits are for.
     *
     * @throws IllegalArgumentException if there is nobody, or there are not two logits or more for each
     */
    public static int classes(int logits, Annotators annotators) {
        int people = annotators.names().size();
        if (people == 0 || logits % people != 0 || logits / people < 2) {
            throw new IllegalArgumentException(
                    "logits: found " + logits + " for " + people + " annotators, expected two or more for each");
        }
        return logits / people;
    }

    /** What the annotators say together, from rows with the logits for each: [n][annotators · classes] to [n][classes]. */
    public static float[][] together(float[][] rows, int classes) {
        return Arrays.stream(rows)
                .map(row -> Probabilities.together(each(row, classes)))
                .toArray(float[][]::new);
    }

    private static float[][] each(float[] row, int classes) {
        return IntStream.range(0, row.length / classes)
                .mapToObj(one -> of(one, row, classes))
                .toArray(float[][]::new);
    }

    private static float[] of(int place, float[] row, int classes) {
        return Arrays.copyOfRange(row, place * classes, (place + 1) * classes);
    }

    @Override
    public Annotators annotators() {
        return annotators;
    }

    @Override
    public int classes() {
        return network.classes() / people;
    }

    @Override
    public long parameters() {
        return network.parameters();
    }

    @Override
    public Optional<PretrainedEncoder> encoder() {
        return network instanceof TransformerStudent transformer
                ? Optional.of(transformer.encoder())
                : Optional.empty();
    }

    @Override
    public float[][] logits(int[][] tokens) {
        float[][] logits = new float[tokens.length][];
        forEachRow(tokens, (text, row) -> logits[text] = Probabilities.together(each(row, classes())));
        return logits;
    }

    @Override
    public float[][][] logits(int[][] tokens, int[][] asked, Annotators others) {
        int[] known = annotators.numbersOf(others);
        float[][][] answers = new float[tokens.length][][];
        forEachRow(tokens, (text, row) -> answers[text] = answers(row, asked[text], known));
        return answers;
    }

    private float[][] answers(float[] row, int[] asked, int[] known) {
        float[][] answers = new float[asked.length][];
        float[] together = null;
        for (int i = 0; i < asked.length; i++) {
            int annotator = known[asked[i]];
            if (annotator == Annotators.UNKNOWN) {
                together = together == null ? Probabilities.together(each(row, classes())) : together;
                answers[i] = together.clone();
            } else {
                answers[i] = of(annotator - 1, row, classes());
            }
        }
        return answers;
    }

    /** What is made of the logits of a text. */
    @FunctionalInterface
    private interface RowBody {
        void accept(int text, float[] row);
    }

    private void forEachRow(int[][] tokens, RowBody body) {
        for (int from = 0; from < tokens.length; from += CHUNK) {
            float[][] rows = network.logits(Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + CHUNK)));
            for (int i = 0; i < rows.length; i++) {
                body.accept(from + i, rows[i]);
            }
        }
    }

    /** @param objective over the logits for one annotator */
    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        for (int row : rows) {
            int label = records.labels()[row];
            if (label >= classes()) {
                throw new IllegalArgumentException("label: found " + label + ", expected 0 to " + (classes() - 1));
            }
        }
        return network.learn(records, rows, new EachAnnotator(objective, people), learningRate, terms);
    }

    @Override
    public String learnsFrom() {
        return network.learnsFrom();
    }

    /** Writes the network, with the logits for all annotators. */
    @Override
    public void save(Path file) {
        network.save(file);
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        network.writeState(out);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        network.readState(in);
    }

    @Override
    public void close() {
        network.close();
    }
}

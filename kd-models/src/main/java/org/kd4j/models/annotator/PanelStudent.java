package org.kd4j.models.annotator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.objective.EachAnnotator;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;

/**
 * A student with an answer for each of several annotators, who teach it together. Its network has as many logits for each of
 * them as there are classes, and so has the teacher: those of one annotator behind those of another, in the order of their
 * names. Its plain logits are the logarithm of the mean of all annotators' probabilities, which is also what it says for a
 * stranger.
 *
 * <p>Not thread-safe, as its network is not.
 */
public final class PanelStudent implements Student, IndividualAnswers {
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
    public float[][] logits(int[][] tokens) {
        return together(network.logits(tokens), classes());
    }

    @Override
    public float[][][] logits(int[][] tokens, int[][] asked, Annotators others) {
        Map<String, Integer> numbers = annotators.numbers();
        int[] known = IntStream.range(0, others.size())
                .map(person -> numbers.getOrDefault(others.name(person), Annotators.UNKNOWN))
                .toArray();
        float[][] rows = network.logits(tokens);
        float[][][] answers = new float[rows.length][][];
        for (int text = 0; text < rows.length; text++) {
            float[] row = rows[text];
            answers[text] = Arrays.stream(asked[text])
                    .mapToObj(person -> answer(row, known[person]))
                    .toArray(float[][]::new);
        }
        return answers;
    }

    private float[] answer(float[] row, int annotator) {
        return annotator == Annotators.UNKNOWN
                ? Probabilities.together(each(row, classes()))
                : of(annotator - 1, row, classes());
    }

    /** @param objective over the logits for one annotator */
    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
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

package org.kd4j.core.samediff;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.io.AtomicFiles;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.training.GradientStep;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;
import org.kd4j.core.training.StepSettings;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A student that is a SameDiff graph: any graph from token ids to logits learns all its variables, which are of type
 * FLOAT. Gradients of {@code gather} need {@link GatherGradient#install} before the graph is made.
 *
 * <p>ND4J 1.0.0-M2.1 keeps memory for every shape that it has seen, and prints a line to standard output for operations
 * that it differentiates, once a graph. Not thread-safe.
 */
public final class SameDiffStudent implements Student {
    /** Records that {@link #logits} takes at a time. */
    private static final int CHUNK = 64;

    /** Makes the placeholders of a graph. */
    @FunctionalInterface
    public interface Inputs {
        /**
         * The placeholders may have more records, behind these: M2.1 differentiates some graphs wrongly where there is
         * one row alone.
         *
         * @param tokens ids of each record, without padding
         * @param dropout draws the masks of a training pass; null where nothing is dropped
         */
        Map<String, INDArray> of(int[][] tokens, SplittableRandom dropout);
    }

    private final SameDiff graph;
    private final Inputs inputs;
    private final int classes;
    private final SameDiffModel model;
    private final GradientStep step;

    /**
     * @param graph which the student owns from now on, and frees when it is closed; an operation and a
     *     placeholder are added to it
     * @param logits name of the variable that is [records, classes]
     * @param classes how many, ≥ 2
     * @param kinds what a variable is for, by its name; see {@link #kindByName}
     * @param seed of dropout
     * @throws IllegalArgumentException if there is nothing to learn, or a variable is not of type FLOAT
     */
    public SameDiffStudent(
            SameDiff graph,
            Inputs inputs,
            String logits,
            int classes,
            Function<String, Kind> kinds,
            StepSettings settings,
            long seed) {
        this.graph = graph;
        this.inputs = inputs;
        this.classes = classes;
        this.model = new SameDiffModel(
                graph, (tokens, pass) -> inputs.of(tokens, Seeds.stream(seed, "dropout", pass)), logits, kinds);
        this.step = new GradientStep(model, settings);
    }

    /** By the names that Transformers gives: biases, normalisations, tables of embeddings, and weights. */
    public static Kind kindByName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("layernorm") || lower.contains("layer_norm") || lower.contains("_norm.")) {
            return Kind.NORM;
        }
        if (lower.endsWith("bias")) {
            return Kind.BIAS;
        }
        return lower.contains("embedding") ? Kind.EMBEDDING : Kind.WEIGHT;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public long parameters() {
        return model.parts().stream().mapToLong(ParameterPart::length).sum();
    }

    @Override
    public float[][] logits(int[][] tokens) {
        float[][] answers = new float[tokens.length][];
        for (int from = 0; from < tokens.length; from += CHUNK) {
            int[][] rows = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + CHUNK));
            float[][] some = model.answer(inputs.of(rows, null));
            System.arraycopy(some, 0, answers, from, rows.length);
        }
        return answers;
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        objective.requireLogitsAlone();
        return step.learn(records, rows, objective, learningRate, terms);
    }

    /** Writes the graph as {@code SameDiff.load} opens it. */
    @Override
    public void save(Path file) {
        try {
            AtomicFiles.write(file, path -> graph.save(new File(path.toString()), false));
        } catch (IOException e) {
            throw new UncheckedIOException("the graph cannot be written to " + file, e);
        }
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        step.writeState(out);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        step.readState(in);
    }

    @Override
    public void close() {
        step.close();
        model.close();
    }
}

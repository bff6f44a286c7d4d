package org.kd4j.core.training;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;

/** A linear classifier on the mean of token embeddings with dropout, in as few lines as it takes. */
class BagStudent implements Student, GradientModel {
    static final int VOCABULARY = 11;
    static final int WIDTH = 4;
    static final int CLASSES = 3;
    private static final int MATRIX = VOCABULARY * WIDTH;
    private static final int BIAS = MATRIX + CLASSES * WIDTH;

    final float[] weights = new float[BIAS + CLASSES];
    final GradientStep step;
    private final float[] gradient = new float[weights.length];
    private final double dropout;
    private final long seed;
    long draws;

    BagStudent(StepSettings settings, double dropout, long seed) {
        this.dropout = dropout;
        this.seed = seed;
        SplittableRandom random = Seeds.stream(seed, "initial weights", 0);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextDouble() - 0.5);
        }
        step = new GradientStep(this, settings);
    }

    /** Records of random tokens, labels and teacher logits. */
    static Batch records(int n, long seed) {
        SplittableRandom random = Seeds.stream(seed, "records", 0);
        List<String> ids = new ArrayList<>();
        int[][] tokens = new int[n][];
        int[] labels = new int[n];
        float[][] teacher = new float[n][CLASSES];
        for (int i = 0; i < n; i++) {
            ids.add("r" + i);
            tokens[i] = random.ints(1 + random.nextInt(5), 0, VOCABULARY).toArray();
            labels[i] = random.nextInt(CLASSES);
            for (int c = 0; c < CLASSES; c++) {
                teacher[i][c] = (float) (4 * random.nextDouble() - 2);
            }
        }
        return Batch.of(ids, tokens, labels).withTeacher(teacher);
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public long parameters() {
        return weights.length;
    }

    @Override
    public float[][] logits(int[][] tokens) {
        float[][] logits = new float[tokens.length][CLASSES];
        for (int i = 0; i < tokens.length; i++) {
            double[] z = logits(mean(tokens[i]));
            for (int c = 0; c < CLASSES; c++) {
                logits[i][c] = (float) z[c];
            }
        }
        return logits;
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        return step.learn(records, rows, objective, learningRate, terms);
    }

    @Override
    public List<ParameterPart> parts() {
        return List.of(
                new ParameterPart("table", 0, List.of(VOCABULARY, WIDTH), ParameterPart.Kind.EMBEDDING),
                new ParameterPart("matrix", MATRIX, List.of(CLASSES, WIDTH), ParameterPart.Kind.WEIGHT),
                new ParameterPart("bias", BIAS, List.of(CLASSES), ParameterPart.Kind.BIAS));
    }

    @Override
    public FloatBuffer weights() {
        return FloatBuffer.wrap(weights);
    }

    @Override
    public FloatBuffer gradient() {
        return FloatBuffer.wrap(gradient);
    }

    @Override
    public double addGradient(Pass pass, TouchedRows touched) {
        Batch records = pass.batch();
        double scale = pass.scale();
        double sum = 0;
        for (int i = 0; i < records.size(); i++) {
            int row = i;
            int[] tokens = records.tokens()[row];
            double[] mean = mean(tokens);
            double[] mask = mask();
            for (int j = 0; j < WIDTH; j++) {
                mean[j] *= mask[j];
            }
            double[] error = new double[CLASSES];
            double[] teacher = new double[CLASSES];
            Arrays.setAll(teacher, c -> records.teacherLogits()[row][c]);
            sum += pass.objective().loss(logits(mean), teacher, records.labels()[row], error, pass.terms());
            for (int c = 0; c < CLASSES; c++) {
                gradient[BIAS + c] += (float) (scale * error[c]);
                for (int j = 0; j < WIDTH; j++) {
                    int w = MATRIX + c * WIDTH + j;
                    gradient[w] += (float) (scale * error[c] * mean[j]);
                    for (int id : tokens) {
                        gradient[id * WIDTH + j] += (float) (scale * error[c] * weights[w] * mask[j] / tokens.length);
                    }
                }
            }
            Arrays.stream(tokens).forEach(id -> touched.add("table", id));
        }
        return sum;
    }

    private double[] mask() {
        SplittableRandom random = Seeds.stream(seed, "dropout", draws++);
        return random.doubles(WIDTH)
                .map(u -> u < dropout ? 0 : 1 / (1 - dropout))
                .toArray();
    }

    private double[] mean(int[] tokens) {
        double[] mean = new double[WIDTH];
        for (int id : tokens) {
            for (int i = 0; i < WIDTH; i++) {
                mean[i] += (double) weights[id * WIDTH + i] / tokens.length;
            }
        }
        return mean;
    }

    private double[] logits(double[] mean) {
        double[] z = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            z[c] = weights[BIAS + c];
            for (int i = 0; i < WIDTH; i++) {
                z[c] += weights[MATRIX + c * WIDTH + i] * mean[i];
            }
        }
        return z;
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        step.writeState(out);
        out.longs("draws", draws);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        step.readState(in);
        draws = in.longs("draws", 1)[0];
    }

    @Override
    public void save(Path file) {
        throw new IllegalStateException("nothing to save");
    }

    @Override
    public void close() {
        step.close();
    }
}

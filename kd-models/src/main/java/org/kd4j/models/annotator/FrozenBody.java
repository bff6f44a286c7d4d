package org.kd4j.models.annotator;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.training.GradientModel;
import org.kd4j.core.training.GradientStep;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.TouchedRows;
import org.kd4j.models.head.Head;

/** An encoder that learns nothing, and the head's weights alone. */
final class FrozenBody implements Body, GradientModel {
    /** Records that are answered at a time. */
    private static final int CHUNK = 128;

    private final FrozenEncoder encoder;
    private final AnnotatorHead head;
    private final double dropout;
    private final long seed;
    private final FloatBuffer weights;
    private final FloatBuffer gradient;
    private final GradientStep step;

    /** @param head whose first weight is at 0 */
    FrozenBody(FrozenEncoder encoder, AnnotatorHead head, double dropout, StepSettings steps, long seed) {
        this.encoder = encoder;
        this.head = head;
        this.dropout = dropout;
        this.seed = seed;
        this.weights = FloatBuffer.wrap(new float[head.length()]);
        this.gradient = FloatBuffer.wrap(new float[head.length()]);
        head.initialise(weights, Seeds.stream(seed, "initial head", 0));
        this.step = new GradientStep(this, steps);
    }

    @Override
    public List<ParameterPart> parts() {
        return head.parts();
    }

    @Override
    public FloatBuffer weights() {
        return weights;
    }

    @Override
    public FloatBuffer gradient() {
        return gradient;
    }

    @Override
    public long parameters() {
        return head.length() + encoder.parameters();
    }

    @Override
    public float[] pooled(int[][] tokens) {
        return encoder.pooled(tokens);
    }

    @Override
    public float[][] logits(int[][] tokens) {
        float[][] logits = new float[tokens.length][];
        for (int from = 0; from < tokens.length; from += CHUNK) {
            int[][] some = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + CHUNK));
            System.arraycopy(head.logits(weights, pooled(some)), 0, logits, from, some.length);
        }
        return logits;
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
            throw new IllegalArgumentException("learningRate: found " + learningRate + ", expected a number ≥ 0");
        }
        head.check(records, rows, objective);
        return step.learn(records, rows, objective, learningRate, terms);
    }

    @Override
    public double addGradient(Pass pass, TouchedRows touched) {
        float[] pooled = encoder.pooled(pass.batch().tokens());
        Head.Way way = head.learn(
                weights, gradient, pooled, pass, dropout, Seeds.stream(seed, "dropout of the head", pass.number()));
        head.touch(pass.batch(), touched);
        return way.loss();
    }

    @Override
    public String learnsFrom() {
        return encoder.fingerprint();
    }

    @Override
    public void save(Path file) {
        WeightsFile.write(file, List.of(encoder.weights(), new WeightsFile.Some(parts(), weights)));
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        step.writeState(out);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        step.readState(in);
    }

    /** The encoder is others' too. */
    @Override
    public void close() {
        step.close();
    }
}

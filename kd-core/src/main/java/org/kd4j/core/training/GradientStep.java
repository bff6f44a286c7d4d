package org.kd4j.core.training;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.state.Stateful;
import org.kd4j.core.training.Chunks.Chunk;

/**
 * One optimizer step after another on a {@link GradientModel}: gradients of the pieces of a batch, their common norm,
 * clipping, and the optimizer. A student that has such a model learns by {@link #learn}.
 *
 * <p>Clipping is PyTorch's: g · min(1, clipNorm / (‖g‖ + 1e-6)), one norm over all parameters of the model that move, and
 * another over those that only read it ({@link ParameterPart#apart}).
 *
 * <p>The optimizer's state is on the heap: 8 bytes a parameter for {@link Adam} and {@link AdamW}, from the first step on.
 * Not thread-safe.
 */
public final class GradientStep implements Stateful, AutoCloseable {
    private final GradientModel model;
    private final StepSettings settings;
    private final Chunks chunks;
    private final TouchedRows touched;
    private final ChunkUpdate update;
    private final int length;
    /** Null before the first step, where it would be 0. */
    private float[][] state;

    private long steps;
    private long passes;

    /** @throws IllegalArgumentException if the rules do not fit the parts, or the parts do not fit the weights */
    public GradientStep(GradientModel model, StepSettings settings) {
        List<ParameterPart> parts = model.parts();
        this.length = parts.stream()
                .mapToInt(part -> part.offset() + part.length())
                .max()
                .orElse(0);
        requireLength("weights", model.weights());
        this.model = model;
        this.settings = settings;
        this.chunks = new Chunks(parts, settings);
        this.touched = new TouchedRows(parts);
        this.update = new ChunkUpdate(settings.optimizer(), settings.threads());
    }

    private void requireLength(String name, FloatBuffer vector) {
        if (vector.limit() < length) {
            throw new IllegalArgumentException(
                    name + ": found " + vector.limit() + " numbers, expected " + length + ", as the parts have it");
        }
    }

    /**
     * Moves the weights once, as {@code Student.learn} does. Where the loss is not finite nothing moves.
     *
     * @return the mean loss before the step
     * @throws TrainingDiverged naming the part, if the loss is finite and a gradient is not; then nothing has moved
     */
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        requireLength("gradient", model.gradient());
        double sum = 0;
        for (int[] piece : pieces(rows, objective.needsInterchange() ? 2 : 1)) {
            Pass pass = new Pass(records.select(piece), objective, 1.0 / rows.length, terms, passes++);
            sum += model.addGradient(pass, touched);
        }
        double loss = sum / rows.length;
        List<Chunk> moving = chunks.of(touched);
        if (Double.isFinite(loss)) {
            move(moving, learningRate);
        } else {
            update.clear(moving, model.gradient());
        }
        touched.clear();
        return loss;
    }

    private void move(List<Chunk> moving, double learningRate) {
        double[] squares = update.squares(moving, model.gradient());
        double norm = Math.sqrt(Arrays.stream(squares).sum());
        if (!Double.isFinite(norm)) {
            String part = firstNotFinite(moving, squares);
            update.clear(moving, model.gradient());
            touched.clear();
            throw new TrainingDiverged("the gradient of " + part + " has the norm " + norm);
        }
        Clipping clipping = Clipping.of(moving, squares, settings.clipNorm());
        steps++;
        update.move(moving, model.weights(), model.gradient(), state(), steps, clipping, learningRate);
        model.weightsChanged();
    }

    private float[][] state() {
        if (state == null) {
            state = new float[settings.optimizer().stateVectors()][length];
        }
        return state;
    }

    private static String firstNotFinite(List<Chunk> moving, double[] squares) {
        for (int i = 0; i < squares.length; i++) {
            if (!Double.isFinite(squares[i])) {
                return moving.get(i).part().name();
            }
        }
        return "all parts together";
    }

    /**
     * Pieces of nearly equal size, the larger ones first; fewer where there are fewer records.
     *
     * @param together so many neighbours stay in one piece; the last piece has what remains
     */
    private int[][] pieces(int[] rows, int together) {
        int units = Math.max(1, rows.length / together);
        int count = Math.min(settings.accumulation(), units);
        int[][] pieces = new int[count][];
        for (int i = 0, from = 0; i < count; i++) {
            int size = together * (units / count + (i < units % count ? 1 : 0));
            int end = i == count - 1 ? rows.length : from + size;
            pieces[i] = Arrays.copyOfRange(rows, from, end);
            from = end;
        }
        return pieces;
    }

    /** The weights, the numbers of steps and passes, and, once there was a step, the optimizer's state. */
    @Override
    public void writeState(StateWriter out) throws IOException {
        out.longs("steps and passes", steps, passes);
        out.floats("weights", model.weights(), length);
        if (steps > 0) {
            for (float[] vector : state()) {
                out.floats("optimizer, state", vector);
            }
        }
    }

    @Override
    public void readState(StateReader in) throws IOException {
        long[] counts = in.longs("steps and passes", 2);
        steps = counts[0];
        passes = counts[1];
        in.floats("weights", model.weights(), length);
        state = null;
        if (steps > 0) {
            for (float[] vector : state()) {
                in.floats("optimizer, state", vector);
            }
        }
        model.weightsChanged();
    }

    @Override
    public void close() {
        update.close();
    }
}

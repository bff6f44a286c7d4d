package org.kd4j.models.student;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.NormalDistribution;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;

/** A small student with an early readout, records for it, and what the readout says of them, by hand in double. */
final class EarlyReadoutStudent {
    static final int CLASSES = 3;
    private static final int WIDTH = 12;

    private EarlyReadoutStudent() {}

    static TransformerSettings settings() {
        EmbeddingShape embeddings = new EmbeddingShape(30, 12, new PositionRule.FromStart(), 2, WIDTH, false);
        EncoderShape encoder = new EncoderShape(embeddings, WIDTH, 3, 20, 2, false, Activation.GELU, 1e-12f);
        return new TransformerSettings(new TextTask(30, 1, 10, CLASSES), encoder, Pooling.CLS, HeadKind.LINEAR, 0);
    }

    static TransformerStudent create(TransformerEngine engine, StepSettings steps) {
        return create(settings(), engine, steps);
    }

    /** With an early readout of first tokens if the settings have none, and large weights, so that it is sure of something. */
    static TransformerStudent create(TransformerSettings settings, TransformerEngine engine, StepSettings steps) {
        TransformerSettings read =
                settings.earlyReadout().isPresent() ? settings : settings.withEarlyReadout(Pooling.CLS);
        TransformerStudent student = TransformerStudent.create(read, steps, 5, engine);
        SplittableRandom random = new SplittableRandom(8);
        for (ParameterPart part : student.parts()) {
            if (part.kind() == ParameterPart.Kind.WEIGHT || part.kind() == ParameterPart.Kind.EMBEDDING) {
                float[] values = new float[part.length()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble(-0.6, 0.6);
                }
                student.setPart(part.name(), values);
            }
        }
        return student;
    }

    /** Of 3 to 10 tokens. */
    static Batch records(int count) {
        SplittableRandom random = new SplittableRandom(4);
        int[][] tokens = new int[count][];
        float[][] teacher = new float[count][CLASSES];
        for (int record = 0; record < count; record++) {
            tokens[record] = random.ints(3 + record % 8, 2, 30).toArray();
            for (int c = 0; c < CLASSES; c++) {
                teacher[record][c] = (float) random.nextDouble(-2, 2);
            }
        }
        int[] labels = random.ints(count, 0, CLASSES).toArray();
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> "record " + i).toList();
        return Batch.of(ids, tokens, labels).withTeacher(teacher);
    }

    /** exp(scale · margin) if what is read of a record, asked alone, is wrong, else 1. */
    static double[] weights(TransformerStudent student, Batch batch, int block, double scale) {
        float[][] states = new float[batch.size()][];
        for (int record = 0; record < states.length; record++) {
            states[record] = student.firstStates(new int[][] {batch.tokens()[record]}, List.of(block))[0];
        }
        return weights(student, batch, states, scale);
    }

    /** The same of the states that are read. */
    static double[] weights(TransformerStudent student, Batch batch, float[][] states, double scale) {
        double[] weights = new double[batch.size()];
        for (int record = 0; record < weights.length; record++) {
            double[] p = probabilities(student, states[record]);
            double[] sorted = p.clone();
            Arrays.sort(sorted);
            boolean wrong = p[batch.labels()[record]] < sorted[CLASSES - 1];
            weights[record] = wrong ? Math.exp(scale * (sorted[CLASSES - 1] - sorted[CLASSES - 2])) : 1;
        }
        return weights;
    }

    /** What is read of a state. */
    static double[] probabilities(TransformerStudent student, float[] state) {
        float[] inner = student.part("readout.inner.weight");
        float[] innerBias = student.part("readout.inner.bias");
        float[] output = student.part("readout.logits.weight");
        float[] outputBias = student.part("readout.logits.bias");
        double[] p = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            p[c] = outputBias[c];
        }
        for (int h = 0; h < WIDTH; h++) {
            double x = innerBias[h];
            for (int i = 0; i < WIDTH; i++) {
                x += (double) inner[h * WIDTH + i] * state[i];
            }
            for (int c = 0; c < CLASSES; c++) {
                p[c] += output[c * WIDTH + h] * x * NormalDistribution.below(x);
            }
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] = Math.exp(p[c]);
            sum += p[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] /= sum;
        }
        return p;
    }
}

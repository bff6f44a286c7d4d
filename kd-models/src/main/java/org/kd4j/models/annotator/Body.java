package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.Stateful;
import org.kd4j.core.training.ParameterPart;

/** What an {@link AnnotatorHead} sits on: an encoder that learns with it, or one that does not. */
interface Body extends Stateful, AutoCloseable {

    /** The weights that learn. */
    List<ParameterPart> parts();

    /** Where they lie, the head's among them, live. */
    FloatBuffer weights();

    /** Number of weights of encoder and head. */
    long parameters();

    /** Vectors of rows of tokens, [rows, width]. */
    float[] pooled(int[][] tokens);

    /** The head's own logits. */
    float[][] logits(int[][] tokens);

    /** One step. */
    double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms);

    /** See {@link org.kd4j.core.batch.Student#learnsFrom}. */
    String learnsFrom();

    /** Writes all weights, the encoder's too. */
    void save(Path file);

    @Override
    void close();
}

package org.kd4j.models.annotator;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.models.student.TransformerStudent;

/** An encoder that learns together with the head, or those of its parts that are not frozen. */
record LearningBody(TransformerStudent network) implements Body {

    @Override
    public List<ParameterPart> parts() {
        return network.parts();
    }

    @Override
    public FloatBuffer weights() {
        return network.weights();
    }

    @Override
    public long parameters() {
        return network.parameters();
    }

    @Override
    public float[] pooled(int[][] tokens) {
        return network.pooled(tokens);
    }

    @Override
    public float[][] logits(int[][] tokens) {
        return network.logits(tokens);
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        return network.learn(records, rows, objective, learningRate, terms);
    }

    @Override
    public String learnsFrom() {
        return network.learnsFrom();
    }

    @Override
    public void save(Path file) {
        WeightsFile.write(file, List.of(new WeightsFile.Some(parts(), weights())));
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

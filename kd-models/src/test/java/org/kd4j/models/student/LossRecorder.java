package org.kd4j.models.student;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;

/** A student that writes down the loss of every step. */
record LossRecorder(Student student, List<Double> losses) implements Student {

    static LossRecorder of(Student student) {
        return new LossRecorder(student, new ArrayList<>());
    }

    @Override
    public int classes() {
        return student.classes();
    }

    @Override
    public long parameters() {
        return student.parameters();
    }

    @Override
    public float[][] logits(int[][] tokens) {
        return student.logits(tokens);
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        losses.add(student.learn(records, rows, objective, learningRate, terms));
        return losses.get(losses.size() - 1);
    }

    @Override
    public void save(Path file) {
        student.save(file);
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        student.writeState(out);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        student.readState(in);
    }

    @Override
    public void close() {
        student.close();
    }
}

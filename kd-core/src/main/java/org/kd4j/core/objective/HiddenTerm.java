package org.kd4j.core.objective;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The term {@code hidden} of {@link Pkd} for one student and one teacher: which blocks are matched, and, where the widths
 * differ, the projection between them. It keeps nothing from call to call.
 *
 * @param matching the loss over the matched layers
 * @param pairs the matched blocks, in the order in which a record's states are given
 * @param teacher what the records carry
 * @param studentWidth values in a state of the student
 * @param projection empty where the widths agree
 */
public record HiddenTerm(
        HiddenStateMatching matching,
        List<BlockPair> pairs,
        TeacherLayers teacher,
        int studentWidth,
        Optional<Projection> projection) {

    public HiddenTerm {
        pairs = List.copyOf(pairs);
    }

    /**
     * @param studentBlocks number of the student's blocks
     * @param studentWidth values in one of its states
     * @param offset where the projection begins in the student's vectors; of no account where the widths agree
     * @throws org.kd4j.core.failure.InvalidConfig if the layer map has no pairs for these depths
     * @throws IllegalArgumentException if the records lack the states of a matched block
     */
    public static HiddenTerm of(Pkd objective, int studentBlocks, int studentWidth, TeacherLayers teacher, int offset) {
        List<BlockPair> pairs = objective.layers().pairs(studentBlocks, teacher.depth());
        pairs.forEach(pair -> teacher.offset(pair.teacher()));
        return new HiddenTerm(
                objective.matching(), pairs, teacher, studentWidth, projection(studentWidth, teacher.width(), offset));
    }

    /** The projection between states of these widths, at a place in the student's vectors; none where they agree. */
    public static Optional<Projection> projection(int studentWidth, int teacherWidth, int offset) {
        return studentWidth == teacherWidth
                ? Optional.empty()
                : Optional.of(new Projection(studentWidth, teacherWidth, offset));
    }

    /**
     * Adds the term of one record.
     *
     * @param states the student's at position 0, [pairs · studentWidth], in the order of the pairs
     * @param teacherStates the record's row, as {@link TeacherLayers} has it
     * @param scale of the gradients, one over the number of records of the step
     * @param weights the student's, read where there is a projection
     * @param stateGradients [pairs · studentWidth], to which scale · d loss / d states is added
     * @param gradient of the weights, to which the projection's share is added, scaled
     * @return the loss of the record, unscaled
     */
    public double add(
            float[] states,
            float[] teacherStates,
            double scale,
            FloatBuffer weights,
            float[] stateGradients,
            FloatBuffer gradient) {
        requireLengths(states, teacherStates, stateGradients);
        double[] student = widened(states);
        double[] compared = projection.map(map -> map.forward(weights, student)).orElse(student);
        double[] comparedGradient = new double[compared.length];
        double loss = matching.loss(compared, matched(teacherStates), pairs.size(), comparedGradient);
        double[] studentGradient = projection
                .map(map -> map.backward(weights, student, comparedGradient, scale, gradient))
                .orElse(comparedGradient);
        for (int i = 0; i < stateGradients.length; i++) {
            stateGradients[i] += (float) (scale * studentGradient[i]);
        }
        return loss;
    }

    private void requireLengths(float[] states, float[] teacherStates, float[] stateGradients) {
        int expected = pairs.size() * studentWidth;
        if (states.length != expected
                || stateGradients.length != expected
                || teacherStates.length != teacher.rowLength()) {
            throw new IllegalArgumentException("hidden states: found " + states.length + " values of the student, "
                    + stateGradients.length + " gradients and " + teacherStates.length + " values of the teacher,"
                    + " expected " + expected + ", as many, and " + teacher.rowLength());
        }
    }

    /** The teacher's states in the order of the pairs. */
    private double[] matched(float[] teacherStates) {
        int width = teacher.width();
        double[] matched = new double[pairs.size() * width];
        for (int pair = 0; pair < pairs.size(); pair++) {
            int from = teacher.offset(pairs.get(pair).teacher());
            for (int i = 0; i < width; i++) {
                matched[pair * width + i] = teacherStates[from + i];
            }
        }
        return matched;
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}

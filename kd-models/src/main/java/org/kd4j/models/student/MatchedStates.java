package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.HiddenTerm;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.training.Pass;

/**
 * The states of a student's blocks that are held against the teacher's: those of each text's first token. A text without
 * tokens has the state 0, which nothing moves.
 *
 * @param term what they are taught
 * @param place of it among the objective's terms
 */
record MatchedStates(HiddenTerm term, int place) {

    /**
     * What an objective wants of a student's hidden states, or null where it wants nothing.
     *
     * @param layers number of the student's blocks
     * @param width of its states
     * @param matchedWidth of the states that its projection, if it has one, leads to
     * @param offset where that begins in the student's vectors
     * @throws IllegalArgumentException if the records have not the teacher's states that it needs, or of another width
     */
    static MatchedStates of(Objective objective, Batch records, int layers, int width, int matchedWidth, int offset) {
        if (!objective.needsHiddenStates()) {
            return null;
        }
        if (!records.hasTeacherStates()) {
            throw new IllegalArgumentException(
                    "batch: found no hidden states of the teacher, expected them for " + objective);
        }
        TeacherLayers teacher = records.teacherStates().layers();
        if (teacher.width() != matchedWidth) {
            throw new IllegalArgumentException("teacher's hidden states: found width " + teacher.width() + ", expected "
                    + matchedWidth + ", which the student was made for");
        }
        HiddenTerm term = HiddenTerm.of(objective.hidden().orElseThrow(), layers, width, teacher, offset);
        return new MatchedStates(term, objective.terms().indexOf(Pkd.HIDDEN));
    }

    /** The student's blocks whose states are held against the teacher's. */
    Set<Integer> blocks() {
        return term.pairs().stream().map(BlockPair::student).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Adds the term of a pass's records.
     *
     * @param first states of the first tokens by block, [records, width]
     * @param weights the student's
     * @param gradient of the weights, to which the projection's share is added, scaled
     * @param gradients scale · d loss / d first by block, [records, width], set here
     * @return the sum over the records, unscaled
     */
    double learn(
            Pass pass,
            Map<Integer, float[]> first,
            FloatBuffer weights,
            FloatBuffer gradient,
            Map<Integer, float[]> gradients) {
        int width = term.studentWidth();
        List<BlockPair> pairs = term.pairs();
        Batch batch = pass.batch();
        float[][] teacher =
                batch.teacherStates().of(IntStream.range(0, batch.size()).toArray());
        first.forEach((k, states) -> gradients.put(k, new float[states.length]));
        float[] states = new float[pairs.size() * width];
        double loss = 0;
        for (int record = 0; record < batch.size(); record++) {
            for (int i = 0; i < pairs.size(); i++) {
                System.arraycopy(first.get(pairs.get(i).student()), record * width, states, i * width, width);
            }
            float[] way = new float[states.length];
            loss += term.add(states, teacher[record], pass.scale(), weights, way, gradient);
            for (int i = 0; i < pairs.size(); i++) {
                float[] into = gradients.get(pairs.get(i).student());
                Vectors.addScaled(1f, way, i * width, into, record * width, width);
            }
        }
        pass.terms()[place] += loss;
        return loss;
    }
}

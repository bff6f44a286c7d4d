package org.kd4j.models.student;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.EncoderPass;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.HiddenTerm;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Pkd;

/**
 * The states of a student's blocks that are held against the teacher's: those of each text's first token. A text without
 * tokens has the state 0, which nothing moves.
 *
 * @param term what they are taught
 */
record MatchedStates(HiddenTerm term) {

    /**
     * What an objective wants of a student's hidden states, or null where it wants nothing.
     *
     * @param layers number of the student's blocks
     * @param width of its states
     * @throws IllegalArgumentException if the records have not the teacher's states that it needs, or of another width
     */
    static MatchedStates of(Objective objective, Batch records, int layers, int width) {
        if (!(objective instanceof Pkd pkd) || !objective.needsHiddenStates()) {
            return null;
        }
        if (!records.hasTeacherStates()) {
            throw new IllegalArgumentException(
                    "batch: found no hidden states of the teacher, expected them for " + objective);
        }
        HiddenTerm term =
                HiddenTerm.of(pkd, layers, width, records.teacherStates().layers(), 0);
        if (term.projection().isPresent()) {
            throw new IllegalArgumentException("hidden states: found width " + width + ", expected the teacher's, "
                    + term.teacher().width() + ": this student has no projection");
        }
        return new MatchedStates(term);
    }

    /**
     * Adds the term of a step's records.
     *
     * @param gradients d loss / d states by block, [records, length, width], to which scale · the term's are added
     * @return the sum over the records, unscaled
     */
    double learn(
            Batch batch,
            EncoderTokens tokens,
            EncoderPass forward,
            double scale,
            double[] terms,
            Map<Integer, float[]> gradients) {
        int width = term.studentWidth();
        List<BlockPair> pairs = term.pairs();
        Map<Integer, float[]> first = new HashMap<>();
        for (BlockPair pair : pairs) {
            first.computeIfAbsent(pair.student(), k -> tokens.pool(Pooling.CLS, forward.state(k), width));
        }
        float[][] teacher =
                batch.teacherStates().of(IntStream.range(0, batch.size()).toArray());
        Map<Integer, float[]> back = new HashMap<>();
        first.forEach((k, states) -> back.put(k, new float[states.length]));
        float[] states = new float[pairs.size() * width];
        double loss = 0;
        for (int record = 0; record < batch.size(); record++) {
            for (int i = 0; i < pairs.size(); i++) {
                System.arraycopy(first.get(pairs.get(i).student()), record * width, states, i * width, width);
            }
            float[] way = new float[states.length];
            loss += term.add(states, teacher[record], scale, null, way, null, terms);
            for (int i = 0; i < pairs.size(); i++) {
                Vectors.addScaled(1f, way, i * width, back.get(pairs.get(i).student()), record * width, width);
            }
        }
        back.forEach((k, way) -> gradients.merge(k, tokens.spread(Pooling.CLS, way, width), MatchedStates::sum));
        return loss;
    }

    private static float[] sum(float[] into, float[] more) {
        Vectors.addScaled(1f, more, 0, into, 0, into.length);
        return into;
    }
}

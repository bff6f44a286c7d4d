package org.kd4j.core.interchange;

import java.util.Optional;
import org.kd4j.core.objective.TeacherLayers;

/** A teacher that reads the student's tokens, and whose states can be overwritten. It is frozen. */
public interface CounterfactualTeacher {

    /** Hex SHA-256 of everything that the answers depend on. */
    String fingerprint();

    /** Which hidden states it answers with; empty where nobody matches them. */
    Optional<TeacherLayers> layers();

    /**
     * What it says of a batch.
     *
     * @param logits [records][classes]
     * @param states [records][{@link TeacherLayers#rowLength()}], as {@code TeacherStates} has them; empty without layers
     */
    record Answers(float[][] logits, Optional<float[][]> states) {}

    /**
     * @param tokens of a batch, without padding
     * @param interchange within the batch; empty: the answers of the texts as they are
     */
    Answers answer(int[][] tokens, Optional<Interchange> interchange);
}

package org.kd4j.data.batching;

import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.objective.TeacherLayers;

/** Where a batch has the teacher's hidden states from. */
public sealed interface StateSource {

    /** Nobody matches them: the batch has none. */
    record None() implements StateSource {}

    /**
     * The records carry them ({@link org.kd4j.data.records.Column#TEACHER_STATES}).
     *
     * @param fingerprint of what made them
     */
    record Joined(TeacherLayers layers, String fingerprint) implements StateSource {}

    /**
     * The teacher is asked each time a step needs them.
     *
     * @param teacher answers a text with its row; to be open as long as the batch is used
     */
    record Along(TeacherLayers layers, TextFunction teacher) implements StateSource {}
}

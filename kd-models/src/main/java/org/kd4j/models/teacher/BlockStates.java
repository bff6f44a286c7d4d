package org.kd4j.models.teacher;

import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.objective.TeacherLayers;

/**
 * The hidden states of some blocks of a teacher at position 0, which is [CLS] where the tokenizer puts one first: one
 * block after another, as {@link TeacherLayers} has it. The position is the same for models that pool otherwise, as in
 * Sun et al.: Patient Knowledge Distillation for BERT Model Compression, 2019. A text without tokens has zeros.
 */
public sealed interface BlockStates extends TextFunction permits GraphStates, TunedStates {
    /** Part of every fingerprint. */
    String POSITION = "position 0";

    /** Which states an answer holds. */
    TeacherLayers layers();

    @Override
    default int width() {
        return layers().rowLength();
    }
}

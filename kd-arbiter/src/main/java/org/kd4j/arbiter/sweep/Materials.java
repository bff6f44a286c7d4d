package org.kd4j.arbiter.sweep;

import java.util.Optional;
import org.kd4j.core.batch.Batch;
import org.kd4j.data.records.Labels;

/**
 * What the trials of a sweep share: records with the teacher's logits, read once.
 *
 * @param test empty where there is none
 * @param summary how much was read
 */
record Materials(
        Labels labels,
        Batch train,
        Batch dev,
        Optional<Batch> test,
        Students students,
        SweepResults.DataSummary summary,
        Provenance provenance) {

    /**
     * Where the records and their logits come from.
     *
     * @param teacher fingerprint of the teacher
     * @param tokenizer fingerprint of the student's tokenizer
     * @param probePenalty the L2 weight that dev chose; null where there is no probe
     */
    record Provenance(String teacher, String tokenizer, Double probePenalty, String train, String dev, String test) {}
}

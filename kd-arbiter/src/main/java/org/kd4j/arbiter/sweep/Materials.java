package org.kd4j.arbiter.sweep;

import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.core.batch.Batch;
import org.kd4j.data.records.Labels;

/**
 * What the trials of a sweep share: records with the teacher's logits, read once.
 *
 * @param positiveLabel name of the positive class; may be null where the records have no groups
 * @param test empty where there is none
 * @param evaluations further records by the name of their set, scored at the end
 * @param summary how much was read
 * @param asked lets go of the teacher that the training records ask for hidden states, where they ask one; called when
 *     this object is closed
 */
record Materials(
        Labels labels,
        String positiveLabel,
        Batch train,
        Batch dev,
        Optional<Batch> test,
        Map<String, Batch> evaluations,
        Students students,
        SweepResults.DataSummary summary,
        Provenance provenance,
        Optional<Runnable> asked)
        implements AutoCloseable {

    /** Materials without further sets that ask no teacher. */
    Materials(
            Labels labels,
            String positiveLabel,
            Batch train,
            Batch dev,
            Optional<Batch> test,
            Students students,
            SweepResults.DataSummary summary,
            Provenance provenance) {
        this(labels, positiveLabel, train, dev, test, Map.of(), students, summary, provenance, Optional.empty());
    }

    @Override
    public void close() {
        asked.ifPresent(Runnable::run);
    }

    /**
     * What made the records' tokens and logits.
     *
     * @param model what the teacher's model is, with the hash of its file
     * @param engine what ran it
     * @param teacher fingerprint of the teacher
     * @param tokenizer fingerprint of the student's tokenizer
     * @param data hash of each file that was read
     * @param probePenalty the L2 weight that dev chose; null where there is no probe
     */
    record Provenance(
            String model,
            String engine,
            String teacher,
            String tokenizer,
            Map<String, String> data,
            Double probePenalty) {}
}

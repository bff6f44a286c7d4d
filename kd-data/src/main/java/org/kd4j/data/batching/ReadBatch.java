package org.kd4j.data.batching;

import java.util.Arrays;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.failure.InvalidInput;

/**
 * A data set as it was read.
 *
 * @param batch all its records
 * @param truncated records whose text has more tokens than fit
 * @param empty records whose text has no tokens
 * @param notAnnotated records with an empty cell among those that say their groups
 */
public record ReadBatch(Batch batch, int truncated, int empty, int notAnnotated) {

    /** The same with the labels of individual annotators. */
    public ReadBatch withAnnotations(Annotations annotations) {
        return new ReadBatch(batch.withAnnotations(annotations), truncated, empty, notAnnotated);
    }

    /**
     * This, if there is something to learn.
     *
     * @param where the file or data set, for messages
     * @throws InvalidInput if all records are of one class
     */
    public ReadBatch requireSeveralClasses(String where) {
        int first = batch.labels()[0];
        if (Arrays.stream(batch.labels()).allMatch(label -> label == first)) {
            throw new InvalidInput(
                    where,
                    batch.size() + " records of one class only (index " + first + ")",
                    "records of at least two classes",
                    "Train on data that holds every class.");
        }
        return this;
    }
}

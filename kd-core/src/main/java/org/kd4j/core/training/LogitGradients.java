package org.kd4j.core.training;

import java.util.stream.IntStream;
import org.kd4j.core.batch.Batch;

/**
 * The objective on the logits of some records, and the way back to the logits.
 *
 * @param sum of the records' losses, unscaled
 * @param gradients of scale · Σ objective by the logits, one row a record
 */
public record LogitGradients(double sum, float[][] gradients) {

    /**
     * @param logits of the pass's records, [records, classes]
     * @throws IllegalArgumentException if the objective cannot be computed on one of the records
     */
    public static LogitGradients of(Pass pass, float[][] logits) {
        Batch batch = pass.batch();
        int classes = logits[0].length;
        RecordLoss.check(batch, IntStream.range(0, batch.size()).toArray(), pass.objective(), classes);
        RecordLoss loss = new RecordLoss(classes);
        float[][] gradients = new float[batch.size()][classes];
        double sum = 0;
        for (int record = 0; record < gradients.length; record++) {
            for (int c = 0; c < classes; c++) {
                loss.logits()[c] = logits[record][c];
            }
            sum += loss.of(batch, record, pass.objective(), pass.terms());
            for (int c = 0; c < classes; c++) {
                gradients[record][c] = (float) (pass.scale() * loss.gradient()[c]);
            }
        }
        return new LogitGradients(sum, gradients);
    }
}

package org.kd4j.models.onnx;

import java.util.Optional;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;

/**
 * What came out when a model's translation was compared with what the model is known to answer.
 *
 * @param model the file's name
 * @param opset version of the standard operators that the file was written for
 * @param cases how many different cases were compared, the caller's and random ones
 * @param maxAbsDiff the largest difference of two elements of an output; NaN where an element is, infinite where shapes
 *     differ; at most 1e-4 where they agree
 * @param outputs the outputs that were compared
 * @param disagreement the first there was, if any; nothing was compared after it
 */
public record ParityReport(
        String model,
        long opset,
        int cases,
        double maxAbsDiff,
        Set<String> outputs,
        Optional<Disagreement> disagreement) {
    public ParityReport {
        outputs = Set.copyOf(outputs);
    }

    public boolean agrees() {
        return disagreement.isEmpty();
    }

    /** Why the model must not be used, where it disagrees. */
    public Optional<InvalidInput> refusal() {
        return disagreement.map(found -> found.refusal(model));
    }

    /** @throws InvalidInput if the model must not be used */
    public void requireAgreement() {
        refusal().ifPresent(refused -> {
            throw refused;
        });
    }
}

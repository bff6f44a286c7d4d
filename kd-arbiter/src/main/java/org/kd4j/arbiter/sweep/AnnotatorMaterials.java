package org.kd4j.arbiter.sweep;

import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.core.annotation.Majority;
import org.kd4j.data.annotations.Parts;

/**
 * What the trials of a sweep over models of annotators share.
 *
 * @param test empty where there is none
 * @param parts which item, annotator or label is in which set; empty where each set has a file
 * @param mode which label an item's majority is
 * @param models makes the models
 * @param summary how much was read
 */
record AnnotatorMaterials(
        AnnotatedSet train,
        AnnotatedSet dev,
        Optional<AnnotatedSet> test,
        Optional<Parts> parts,
        Majority mode,
        AnnotatorModels models,
        AnnotatorResults.DataSummary summary,
        Provenance provenance)
        implements AutoCloseable {

    /**
     * What trials depend on beside the configuration.
     *
     * @param encoder fingerprint of the encoder's model
     * @param tokenizer fingerprint of its tokenizer
     * @param data hash of each file that was read
     * @param split hash of the parts that one file was split into; empty where each set has a file
     */
    record Provenance(String encoder, String tokenizer, Map<String, String> data, String split) {}

    @Override
    public void close() {
        models.close();
    }
}

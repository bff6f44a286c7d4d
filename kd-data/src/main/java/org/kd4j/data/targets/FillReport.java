package org.kd4j.data.targets;

/**
 * What filling a cache came to.
 *
 * @param records records of the data set
 * @param texts different texts among them
 * @param computed texts that were computed now; the others were there
 */
public record FillReport(long records, long texts, long computed) {

    /** Texts whose vectors were there already. */
    public long found() {
        return texts - computed;
    }
}

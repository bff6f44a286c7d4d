package org.kd4j.core.batch;

/**
 * A batch of which something would have more values than an int counts. Whoever set its size can say by what; fewer
 * records at a time, or shorter ones, put it right.
 */
public final class BatchTooLarge extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String batch;

    /**
     * @param size of the batch, as "180000 records with 11520000 tokens"
     * @param what has so many values
     */
    public BatchTooLarge(String size, String what, long values) {
        this("a batch of " + size + ", whose " + what + " would be " + values + " values");
    }

    private BatchTooLarge(String batch) {
        super("found " + batch + ", expected at most " + Integer.MAX_VALUE + ": give fewer records at a time");
        this.batch = batch;
    }

    /** The batch in words, as "a batch of …, whose … would be … values". */
    public String batch() {
        return batch;
    }
}

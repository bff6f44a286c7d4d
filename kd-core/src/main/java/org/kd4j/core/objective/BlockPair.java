package org.kd4j.core.objective;

/**
 * A block of the student and the block of the teacher that it is held against. Blocks are counted by their outputs: 1 is
 * the output of the first block, 0 the embeddings, the number of blocks the top.
 */
public record BlockPair(int student, int teacher) {

    /** Throws {@link IllegalArgumentException} if a number is below 0. */
    public BlockPair {
        if (student < 0 || teacher < 0) {
            throw new IllegalArgumentException(
                    "pair of blocks: found [" + student + ", " + teacher + "], expected numbers ≥ 0");
        }
    }

    @Override
    public String toString() {
        return "[" + student + ", " + teacher + "]";
    }
}

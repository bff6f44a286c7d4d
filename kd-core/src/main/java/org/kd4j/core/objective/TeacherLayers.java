package org.kd4j.core.objective;

import java.util.List;

/**
 * Which hidden states of a teacher the records carry.
 *
 * @param depth number of the teacher's blocks, at least 1
 * @param width values in a state, at least 1
 * @param blocks the blocks whose states are there (0: the embeddings), ascending, at least one
 */
public record TeacherLayers(int depth, int width, List<Integer> blocks) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public TeacherLayers {
        blocks = List.copyOf(blocks);
        if (depth < 1 || width < 1 || blocks.isEmpty() || !blocks.equals(ascending(depth, blocks))) {
            throw new IllegalArgumentException("teacher layers: found blocks " + blocks + " of " + depth + " of width "
                    + width + ", expected some of 0 to the number of blocks, ascending, and a width ≥ 1");
        }
    }

    private static List<Integer> ascending(int depth, List<Integer> blocks) {
        return blocks.stream()
                .filter(block -> block >= 0 && block <= depth)
                .distinct()
                .sorted()
                .toList();
    }

    /** Values of all states of a record: one layer after another, in the order of the blocks. */
    public int rowLength() {
        return Math.multiplyExact(blocks.size(), width);
    }

    /**
     * Where the state of a block begins in a record's row.
     *
     * @throws IllegalArgumentException if it is not there
     */
    public int offset(int block) {
        int place = blocks.indexOf(block);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "teacher's hidden states: found blocks " + blocks + ", expected block " + block + " among them");
        }
        return place * width;
    }
}

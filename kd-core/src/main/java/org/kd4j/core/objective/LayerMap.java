package org.kd4j.core.objective;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.failure.InvalidConfig;

/**
 * Which block of the teacher each block of the student is held against. {@link Skip} and {@link Last} are the two maps of
 * Sun et al.: Patient Knowledge Distillation for BERT Model Compression, 2019 (arXiv:1908.09355), section 3.2; both take
 * every block of the student below its top, which the logits teach already.
 */
public sealed interface LayerMap {

    /**
     * The pairs for models of these depths, in ascending order of the student's blocks.
     *
     * @param studentBlocks number of blocks of the student, at least 1
     * @param teacherBlocks number of blocks of the teacher, at least 1
     * @throws InvalidConfig if there is no such pair
     */
    List<BlockPair> pairs(int studentBlocks, int teacherBlocks);

    /**
     * Student block i against teacher block ⌊i · teacherBlocks / studentBlocks⌋, for i below the student's top: every
     * k-th block where the depths divide (6 of 12: 2, 4, 6, 8, 10), spread as evenly as whole numbers allow where they do
     * not (5 of 12: 2, 4, 7, 9).
     */
    record Skip() implements LayerMap {
        @Override
        public List<BlockPair> pairs(int studentBlocks, int teacherBlocks) {
            requireBlocksBelowTheTop("skip", studentBlocks, teacherBlocks);
            return IntStream.range(1, studentBlocks)
                    .mapToObj(i -> new BlockPair(i, (int) ((long) i * teacherBlocks / studentBlocks)))
                    .toList();
        }
    }

    /** The student's blocks below its top against as many of the teacher's right below its own (6 of 12: 7 to 11). */
    record Last() implements LayerMap {
        @Override
        public List<BlockPair> pairs(int studentBlocks, int teacherBlocks) {
            requireBlocksBelowTheTop("last", studentBlocks, teacherBlocks);
            return IntStream.range(1, studentBlocks)
                    .mapToObj(i -> new BlockPair(i, teacherBlocks - studentBlocks + i))
                    .toList();
        }
    }

    /**
     * These pairs, embeddings and tops allowed.
     *
     * @param given at least one, all different
     */
    record Explicit(List<BlockPair> given) implements LayerMap {

        /** Throws {@link IllegalArgumentException} if there is no pair, or one twice. */
        public Explicit {
            given = List.copyOf(given);
            if (given.isEmpty() || new HashSet<>(given).size() < given.size()) {
                throw new IllegalArgumentException(
                        "pairs of blocks: found " + given + ", expected at least one, all different");
            }
        }

        @Override
        public List<BlockPair> pairs(int studentBlocks, int teacherBlocks) {
            for (BlockPair pair : given) {
                if (pair.student() > studentBlocks || pair.teacher() > teacherBlocks) {
                    throw new InvalidConfig(
                            "layer map",
                            "the pair " + pair + " of a student's and a teacher's block",
                            "blocks 0 to " + studentBlocks + " of the student and 0 to " + teacherBlocks
                                    + " of the teacher (0: the embeddings)",
                            "Correct the pair.");
                }
            }
            return given.stream()
                    .sorted((a, b) -> Integer.compare(a.student(), b.student()))
                    .toList();
        }
    }

    private static void requireBlocksBelowTheTop(String map, int studentBlocks, int teacherBlocks) {
        if (studentBlocks < 2 || studentBlocks > teacherBlocks) {
            throw new InvalidConfig(
                    "layer map " + map,
                    "a student of " + studentBlocks + " blocks with a teacher of " + teacherBlocks,
                    "a student of at least 2 blocks (the top is not matched), and of no more than the teacher",
                    "Change the student's layers, or give the pairs: [[student block, teacher block], …].");
        }
    }
}

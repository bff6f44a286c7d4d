package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.StudentConfig.Transformer;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.teacher.InterchangeTeacher;

/**
 * What of a teacher decides how students are aligned with it.
 *
 * @param blocks how many
 * @param hidden width of the hidden states
 * @param heads of attention in each block
 */
record TeacherSizes(int blocks, int hidden, int heads) {
    private static final String ALIGNED_LAYERS = "objective.alignedLayers";

    static TeacherSizes of(PretrainedEncoder encoder) {
        return new TeacherSizes(
                encoder.blocks().size(), encoder.blocks().get(0).query().in(), encoder.heads());
    }

    static TeacherSizes of(InterchangeTeacher teacher) {
        return new TeacherSizes(teacher.blocks(), teacher.hidden(), teacher.heads());
    }

    /**
     * What is wrong whatever the teacher is.
     *
     * @throws InvalidConfig if the student has not the blocks or columns that the objective names
     */
    static void checkStudent(DiitoConfig objective, Transformer student) {
        if (objective.aligned() instanceof LayerMap.Explicit pairs) {
            pairs.given().forEach(pair -> requireBlock(pair, pair.student(), student.layers(), "student"));
        } else if (student.layers() < 2) {
            throw unaligned("a student of one block", "");
        }
        columns(objective, student.hidden(), student.heads(), "student");
    }

    /**
     * All pairs of blocks and columns that an intervention may be at.
     *
     * @throws InvalidConfig if teacher or student have not what the objective names
     */
    List<Alignment> alignments(DiitoConfig objective, Transformer student) {
        checkStudent(objective, student);
        List<Columns> students = columns(objective, student.hidden(), student.heads(), "student");
        List<Columns> teachers = columns(objective, hidden, heads, "teacher");
        if (students.size() != teachers.size()) {
            throw new InvalidConfig(
                    "objective.neurons",
                    "heads, with " + students.size() + " of the student and " + teachers.size() + " of the teacher",
                    "as many of both",
                    "Set it to full, or change student.heads.");
        }
        List<Alignment> alignments = new ArrayList<>();
        for (BlockPair pair : pairs(objective, student)) {
            IntStream.range(0, students.size())
                    .mapToObj(i -> new Alignment(pair.student(), pair.teacher(), students.get(i), teachers.get(i)))
                    .forEach(alignments::add);
        }
        return alignments;
    }

    private List<BlockPair> pairs(DiitoConfig objective, Transformer student) {
        if (objective.aligned() instanceof LayerMap.Explicit pairs) {
            pairs.given().forEach(pair -> requireBlock(pair, pair.teacher(), blocks, "teacher"));
        } else if (student.layers() > blocks) {
            throw unaligned(
                    "a student of " + student.layers() + " blocks and a teacher of " + blocks,
                    ", and of no more than the teacher");
        }
        return objective.aligned().pairs(student.layers(), blocks);
    }

    private static void requireBlock(BlockPair pair, int block, int blocks, String whose) {
        if (block > blocks) {
            throw new InvalidConfig(
                    ALIGNED_LAYERS,
                    "the pair [" + pair.student() + ", " + pair.teacher() + "]",
                    "a block of the " + whose + "'s, 1 to " + blocks + ", in its "
                            + (whose.equals("student") ? "first" : "second") + " place",
                    "Correct the pair.");
        }
    }

    private static InvalidConfig unaligned(String found, String more) {
        return new InvalidConfig(
                ALIGNED_LAYERS,
                found,
                "a student of at least 2 blocks, the top of which is not aligned" + more,
                "Change student.layers, or give the pairs: [[student block, teacher block], …].");
    }

    private static List<Columns> columns(DiitoConfig objective, int hidden, int heads, String whose) {
        try {
            return objective.exchanged().of(hidden, heads);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(
                    "objective.neurons",
                    e.getMessage() + " that the " + whose + "'s states have",
                    "columns that both student and teacher have",
                    "Set it to full, or lower it.");
        }
    }
}

package org.kd4j.models.student;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.KnownStates;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.CounterfactualTeacher;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.InterventionSampler;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.interchange.Spans;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.teacher.InterchangeTeacher;

/** A teacher of other sizes, students that learn from interventions on its and their states, and records. */
abstract class AbstractDiitoTest {
    static final TextTask TASK = new TextTask(30, 1, 10, 3);
    static final int WIDTH = 12;
    static final int TEACHER_WIDTH = 9;
    static final List<Integer> TEACHER_BLOCKS = List.of(1, 2, 3);
    /** Of the records' texts, in words. */
    static final int[] LENGTHS = {9, 0, 5, 7, 1, 4, 2, 10, 3, 6, 8};

    static final double HARD = 0.3;
    static final double SOFT = 0.6;
    static final double HIDDEN = 0.5;
    static final double COUNTERFACTUAL = 1.5;
    static final Diito DIITO = new Diito(
            new Pkd(
                    new Hinton(2, HARD, SOFT, Reduction.BATCHMEAN),
                    HiddenStateMatching.of(HIDDEN, false),
                    new LayerMap.Explicit(List.of(new BlockPair(1, 2), new BlockPair(2, 3)))),
            new Hinton(3, 0, COUNTERFACTUAL, Reduction.MEAN));

    TransformerStudent network;
    InterchangeTeacher teacher;
    Batch records;

    @BeforeEach
    void makeTheTeacher() {
        TransformerSettings settings = TransformerSettings.of(TASK, 3, TEACHER_WIDTH, 3, 16);
        network = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 8, TransformerEngine.ENCODER);
        enlarge(network, 8);
        List<String> own = List.of("a", "b", "c");
        teacher = new InterchangeTeacher(network, own, List.of("c", "a", "b"), TEACHER_BLOCKS);
        records = taught(LENGTHS);
    }

    @AfterEach
    void closeTheTeacher() {
        network.close();
    }

    InterchangeTeacher withoutStates() {
        return new InterchangeTeacher(network, List.of("a", "b", "c"), List.of("a", "b", "c"), List.of());
    }

    Counterfactuals counterfactuals(Pairs pairs, Level level) {
        return new Counterfactuals(
                new InterventionSampler(alignments(), new Spans(0.4, true, true), pairs, level, 4), teacher);
    }

    static List<Alignment> alignments() {
        return List.of(
                new Alignment(1, 2, Columns.all(WIDTH), Columns.all(TEACHER_WIDTH)),
                new Alignment(2, 3, Columns.ofHeads(1, 3, 3, WIDTH), Columns.ofHeads(1, 3, 3, TEACHER_WIDTH)));
    }

    static TransformerStudent student(TransformerEngine engine, double dropout, int accumulation) {
        return student(engine, dropout, accumulation, StepSettings.of(new Sgd()));
    }

    static TransformerStudent student(TransformerEngine engine, double dropout, int accumulation, StepSettings steps) {
        TransformerSettings settings = TransformerSettings.of(TASK, 2, WIDTH, 3, 20)
                .withHead(HeadKind.TANH)
                .withDropout(dropout)
                .withMatchedWidth(TEACHER_WIDTH);
        TransformerStudent student =
                TransformerStudent.create(settings, steps.withAccumulation(accumulation), 5, engine);
        enlarge(student, 5);
        return student;
    }

    /** So that texts differ. */
    static void enlarge(TransformerStudent student, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < student.weights().limit(); i++) {
            student.weights().put(i, student.weights().get(i) + (float) random.nextDouble(-0.4, 0.4));
        }
    }

    Batch taught(int[] lengths) {
        SplittableRandom random = new SplittableRandom(9);
        int[][] tokens = IntStream.of(lengths)
                .mapToObj(length -> random.ints(length, 2, 30).toArray())
                .toArray(int[][]::new);
        List<String> ids = IntStream.range(0, lengths.length)
                .mapToObj(row -> "record " + row)
                .toList();
        CounterfactualTeacher.Answers said = teacher.answer(tokens, Optional.empty());
        return Batch.of(ids, tokens, random.ints(lengths.length, 0, 3).toArray())
                .withTeacher(said.logits())
                .withTeacherStates(new KnownStates(
                        teacher.layers().orElseThrow(),
                        teacher.fingerprint(),
                        said.states().orElseThrow()));
    }

    static float[] weights(TransformerStudent student) {
        float[] values = new float[student.weights().limit()];
        student.weights().get(0, values);
        return values;
    }
}

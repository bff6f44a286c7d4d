package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.KnownStates;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.CounterfactualTeacher;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.Interchange;
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
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Checkpoints;
import org.kd4j.core.training.EpochResult;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.core.training.TrainingReport;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.teacher.InterchangeTeacher;

/** Students that learn from interventions as they are drawn, beside a teacher of other sizes. */
class DiitoTrainingTest {
    private static final TextTask TASK = new TextTask(30, 1, 10, 3);
    private static final int WIDTH = 12;
    private static final int TEACHER_WIDTH = 9;
    private static final List<Integer> TEACHER_BLOCKS = List.of(1, 2, 3);
    /** Of the records' texts, in words. */
    private static final int[] LENGTHS = {9, 0, 5, 7, 1, 4, 2, 10, 3, 6, 8};

    private static final double HARD = 0.3;
    private static final double SOFT = 0.6;
    private static final double HIDDEN = 0.5;
    private static final double COUNTERFACTUAL = 1.5;
    private static final Diito DIITO = new Diito(
            new Pkd(
                    new Hinton(2, HARD, SOFT, Reduction.BATCHMEAN),
                    HiddenStateMatching.of(HIDDEN, false),
                    new LayerMap.Explicit(List.of(new BlockPair(1, 2), new BlockPair(2, 3)))),
            new Hinton(3, 0, COUNTERFACTUAL, Reduction.MEAN));

    @TempDir
    Path folder;

    private TransformerStudent network;
    private InterchangeTeacher teacher;
    private Batch records;

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

    @ParameterizedTest
    @CsvSource({"ENCODER, STATES", "ENCODER, TOKENS", "SAMEDIFF, STATES", "SAMEDIFF, TOKENS"})
    void theTermsAreThoseOfTheTextsAndOfWhatWasDrawn(TransformerEngine engine, Level level) {
        Counterfactuals counterfactuals = counterfactuals(Pairs.DRAWN, level);
        int[][] pieces = {{10, 2, 0, 7}, {3, 8, 5}};
        try (TransformerStudent student = student(engine, 0, 2).learningFrom(counterfactuals)) {
            for (long step = 0; step < 2; step++) {
                double[] terms = new double[4];
                double loss = student.learn(records, new int[] {10, 2, 0, 7, 3, 8, 5}, DIITO, 0, terms);
                double[] expected = new double[4];
                for (int piece = 0; piece < 2; piece++) {
                    addTerms(
                            student,
                            records.select(pieces[piece]),
                            counterfactuals.draw(records.select(pieces[piece]), 2 * step + piece),
                            expected);
                }
                for (int term = 0; term < 4; term++) {
                    assertThat(terms[term])
                            .as(DIITO.terms().get(term))
                            .isCloseTo(expected[term], within(2e-5 * expected[term]));
                }
                assertThat(loss).isCloseTo(DoubleStream.of(expected).sum() / 7, within(2e-5 * loss));
            }
        }
    }

    /** By central differences of what the first step's draw makes of the loss; one in eleven weights. */
    @ParameterizedTest
    @CsvSource({"DRAWN, STATES", "FIXED, STATES", "DRAWN, TOKENS"})
    void aStepGoesDownTheSlope(Pairs pairs, Level level) {
        Counterfactuals counterfactuals = counterfactuals(pairs, level);
        float rate = 0.5f;
        float h = 1e-3f;
        try (TransformerStudent student = student(TransformerEngine.ENCODER, 0, 1);
                TransformerStudent moved =
                        student(TransformerEngine.ENCODER, 0, 1).learningFrom(counterfactuals)) {
            moved.learn(records, DIITO, rate);
            Counterfactuals.Drawn drawn = counterfactuals.draw(records, 0);
            int clear = 0;
            for (int i = 0; i < student.weights().limit(); i += 11) {
                float value = student.weights().get(i);
                student.weights().put(i, value + h);
                double above = loss(student, drawn);
                student.weights().put(i, value - h);
                double below = loss(student, drawn);
                student.weights().put(i, value);
                double gradient = (value - moved.weights().get(i)) / rate;
                if (i / WIDTH == TASK.paddingId()) {
                    assertThat(gradient).isZero();
                } else {
                    assertThat(gradient).as("weight %d", i).isCloseTo((above - below) / (2 * h), within(1e-3));
                    clear += Math.abs(gradient) > 1e-2 ? 1 : 0;
                }
            }
            assertThat(clear).isGreaterThan(100);
        }
    }

    private double loss(TransformerStudent student, Counterfactuals.Drawn drawn) {
        double[] terms = new double[4];
        addTerms(student, records, drawn, terms);
        return DoubleStream.of(terms).sum() / records.size();
    }

    /** By the formulas, of what the student answers in evaluation mode. */
    private static void addTerms(
            TransformerStudent student, Batch factual, Counterfactuals.Drawn drawn, double[] terms) {
        Batch other = drawn.batch();
        Optional<Interchange> interchange = drawn.interchange();
        float[][] logits = student.logits(factual.tokens());
        float[][] otherLogits = interchange
                .map(one -> student.counterfactualLogits(other.tokens(), one))
                .orElseGet(() -> student.logits(other.tokens()));
        float[][] states = student.firstStates(factual.tokens(), List.of(1, 2));
        float[][] otherStates = interchange
                .map(one -> student.counterfactualStates(other.tokens(), one, List.of(1, 2)))
                .orElseGet(() -> student.firstStates(other.tokens(), List.of(1, 2)));
        for (int record = 0; record < factual.size(); record++) {
            terms[0] -= HARD * logSoftmax(logits[record], 1)[factual.labels()[record]];
            terms[1] += SOFT * 4 * divergence(factual.teacherLogits()[record], logits[record], 2);
            terms[2] += HIDDEN * distance(student, states[record], factual, record);
            terms[2] += HIDDEN * distance(student, otherStates[record], other, record);
            terms[3] += COUNTERFACTUAL * 9 / 3 * divergence(other.teacherLogits()[record], otherLogits[record], 3);
        }
    }

    private static double[] logSoftmax(float[] logits, double temperature) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit / temperature);
        }
        double[] logs = new double[logits.length];
        for (int c = 0; c < logs.length; c++) {
            logs[c] = logits[c] / temperature - Math.log(sum);
        }
        return logs;
    }

    private static double divergence(float[] teacher, float[] student, double temperature) {
        double[] t = logSoftmax(teacher, temperature);
        double[] s = logSoftmax(student, temperature);
        return IntStream.range(0, t.length)
                .mapToDouble(c -> Math.exp(t[c]) * (t[c] - s[c]))
                .sum();
    }

    /** Mean square of projected states of blocks 1 and 2 less the teacher's of blocks 2 and 3. */
    private static double distance(TransformerStudent student, float[] states, Batch batch, int record) {
        float[] projection = student.part("projection.weight");
        float[] expected = batch.teacherStates().of(record)[0];
        double sum = 0;
        for (int block = 0; block < 2; block++) {
            for (int i = 0; i < TEACHER_WIDTH; i++) {
                double found = 0;
                for (int j = 0; j < WIDTH; j++) {
                    found += (double) projection[i * WIDTH + j] * states[block * WIDTH + j];
                }
                sum += Math.pow(found - expected[(block + 1) * TEACHER_WIDTH + i], 2);
            }
        }
        return sum / (2 * TEACHER_WIDTH);
    }

    @ParameterizedTest
    @CsvSource({
        "STATES, DRAWN, 0, 1",
        "STATES, DRAWN, 0.1, 1",
        "STATES, FIXED, 0.1, 3",
        "TOKENS, DRAWN, 0, 3",
        "TOKENS, FIXED, 0.1, 1"
    })
    void bothEnginesStepAlike(Level level, Pairs pairs, double dropout, int accumulation) {
        Counterfactuals counterfactuals = counterfactuals(pairs, level);
        try (TransformerStudent engine = student(TransformerEngine.ENCODER, dropout, accumulation);
                TransformerStudent graph = student(TransformerEngine.SAMEDIFF, dropout, accumulation)) {
            engine.learningFrom(counterfactuals);
            graph.learningFrom(counterfactuals);
            for (int step = 0; step < 3; step++) {
                float[] before = weights(engine);
                graph.weights().put(0, before);
                double loss = engine.learn(records, DIITO, 0.1);
                assertThat(graph.learn(records, DIITO, 0.1)).isCloseTo(loss, within(1e-5 * loss));
                assertThat(difference(weights(graph), weights(engine)))
                        .isLessThan(1e-5 * difference(before, weights(engine)));
            }
        }
    }

    /** Two pieces, or five of one pair each but the last, draw what the whole batch draws where there is one alignment. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void piecesAddUpToTheBatchWherePairsAreFixed(TransformerEngine engine) {
        for (Level level : Level.values()) {
            InterventionSampler sampler = new InterventionSampler(
                    List.of(new Alignment(1, 2, Columns.all(WIDTH), Columns.all(TEACHER_WIDTH))),
                    new Spans(0.5, false, true),
                    Pairs.FIXED,
                    level,
                    4);
            Counterfactuals counterfactuals = new Counterfactuals(sampler, teacher);
            try (TransformerStudent whole = student(engine, 0, 1).learningFrom(counterfactuals)) {
                float[] before = weights(whole);
                double loss = whole.learn(records, DIITO, 0.1);
                for (int accumulation : new int[] {2, 5, 9}) {
                    try (TransformerStudent pieces =
                            student(engine, 0, accumulation).learningFrom(counterfactuals)) {
                        assertThat(pieces.learn(records, DIITO, 0.1)).isCloseTo(loss, within(1e-5 * loss));
                        assertThat(difference(weights(pieces), weights(whole)))
                                .isLessThan(1e-5 * difference(before, weights(whole)));
                    }
                }
            }
        }
    }

    /** To the bit; with three batches an epoch, of four records and three. */
    @ParameterizedTest
    @CsvSource({
        "ENCODER, DRAWN, STATES, 0.1",
        "ENCODER, FIXED, STATES, 0.1",
        "ENCODER, DRAWN, TOKENS, 0.1",
        "ENCODER, FIXED, TOKENS, 0",
        "SAMEDIFF, DRAWN, STATES, 0.1",
        "SAMEDIFF, FIXED, TOKENS, 0.1"
    })
    void anInterruptedTrainingEndsAsOneThatWasNot(TransformerEngine engine, Pairs pairs, Level level, double dropout) {
        BatchOrder order = pairs == Pairs.DRAWN ? BatchOrder.shuffled(LENGTHS.length, 4, 3) : inPairs();
        Counterfactuals counterfactuals = counterfactuals(pairs, level);
        try (TransformerStudent whole = learner(engine, dropout, counterfactuals)) {
            TrainingReport expected = train(whole, order, folder.resolve("whole"), Long.MAX_VALUE);
            assertThat(expected.steps()).isEqualTo(9);
            for (long fatal : new long[] {3, 5}) {
                Path place = folder.resolve("interrupted after " + fatal);
                try (TransformerStudent first = learner(engine, dropout, counterfactuals);
                        TransformerStudent second = learner(engine, dropout, counterfactuals)) {
                    assertThatThrownBy(() -> train(first, order, place, fatal)).hasMessage("power cut");
                    enlarge(second, 77);
                    assertThat(train(second, order, place, Long.MAX_VALUE)).isEqualTo(expected);
                    assertThat(weights(second)).isEqualTo(weights(whole));
                }
            }
        }
    }

    private static TransformerStudent learner(
            TransformerEngine engine, double dropout, Counterfactuals counterfactuals) {
        return student(engine, dropout, 2, StepSettings.of(AdamW.of(0.01))).learningFrom(counterfactuals);
    }

    private TrainingReport train(TransformerStudent student, BatchOrder order, Path place, long fatal) {
        Trainer trainer =
                new Trainer(3, 0.02, new Schedule.Linear(0.2)).with(new Checkpoints(place, 1, Duration.ZERO, "a test"));
        return trainer.train(student, records, order, DIITO, new Trainer.EpochListener() {
            @Override
            public void finished(EpochResult result) {}

            @Override
            public void stepped(long steps) {
                if (steps == fatal) {
                    throw new IllegalStateException("power cut");
                }
            }
        });
    }

    private static BatchOrder inPairs() {
        int[][] pairs = {{0, 7}, {10, 3}, {9, 2}, {5, 8}, {1, 4, 6}};
        return BatchOrder.inPairs(pairs, BatchOrder.shuffled(pairs.length, 2, 3));
    }

    @Test
    void anotherSamplerOrTeacherIsAnotherTraining() {
        BatchOrder order = inPairs();
        Path place = folder.resolve("state");
        try (TransformerStudent student =
                learner(TransformerEngine.ENCODER, 0, counterfactuals(Pairs.FIXED, Level.STATES))) {
            TrainingReport report = train(student, order, place, Long.MAX_VALUE);
            for (Counterfactuals other : List.of(
                    counterfactuals(Pairs.DRAWN, Level.STATES),
                    counterfactuals(Pairs.FIXED, Level.TOKENS),
                    new Counterfactuals(
                            counterfactuals(Pairs.FIXED, Level.STATES).sampler(), withoutStates()))) {
                student.learningFrom(other);
                assertThatThrownBy(() -> train(student, order, place, Long.MAX_VALUE))
                        .isInstanceOf(InvalidInput.class)
                        .hasMessageContaining("expected the state of a training with this configuration and data");
            }
            student.learningFrom(counterfactuals(Pairs.FIXED, Level.STATES));
            assertThat(train(student, order, place, 1)).isEqualTo(report);
        }
    }

    private InterchangeTeacher withoutStates() {
        return new InterchangeTeacher(network, List.of("a", "b", "c"), List.of("a", "b", "c"), List.of());
    }

    /**
     * Of a record alone nothing is exchanged, and both terms have one formula: what differs is what was dropped. At the last
     * block's state only the head's dropout is behind the intervention.
     */
    @ParameterizedTest
    @CsvSource({"ENCODER, STATES", "ENCODER, TOKENS", "SAMEDIFF, STATES", "SAMEDIFF, TOKENS"})
    void aCounterfactualHasDropoutOfItsOwn(TransformerEngine engine, Level level) {
        Hinton both = new Hinton(3, 0, COUNTERFACTUAL, Reduction.MEAN);
        for (double dropout : new double[] {0, 0.5}) {
            try (TransformerStudent student =
                    student(engine, dropout, 1).learningFrom(counterfactuals(Pairs.DRAWN, level))) {
                for (int step = 0; step < 4; step++) {
                    double[] terms = new double[3];
                    student.learn(records, new int[] {3}, new Diito(both, both), 0, terms);
                    if (dropout == 0) {
                        assertThat(terms[2]).isCloseTo(terms[1], within(1e-5 * terms[1]));
                    } else {
                        assertThat(Math.abs(terms[2] - terms[1])).isGreaterThan(1e-3 * terms[1]);
                    }
                }
            }
        }
    }

    /** The student is taught nothing but what it was taught, and gets better at it. */
    @Test
    void learnsCounterfactuals() {
        try (TransformerStudent student =
                student(TransformerEngine.ENCODER, 0, 1).learningFrom(counterfactuals(Pairs.FIXED, Level.STATES))) {
            double[] first = new double[4];
            student.learn(records, all(), DIITO, 0.05, first);
            for (int step = 0; step < 60; step++) {
                student.learn(records, DIITO, 0.05);
            }
            double[] last = new double[4];
            student.learn(records, all(), DIITO, 0.05, last);
            assertThat(last[3]).isLessThan(first[3] / 2);
        }
    }

    private int[] all() {
        return IntStream.range(0, records.size()).toArray();
    }

    /** Nothing of a record alone is exchanged: what it says then is what it says. */
    @ParameterizedTest
    @CsvSource({"ENCODER, STATES", "ENCODER, TOKENS", "SAMEDIFF, STATES", "SAMEDIFF, TOKENS"})
    void aRecordAloneIsItsOwnCounterfactual(TransformerEngine engine, Level level) {
        try (TransformerStudent student = student(engine, 0, 3).learningFrom(counterfactuals(Pairs.DRAWN, level))) {
            double[] terms = new double[4];
            student.learn(records, new int[] {3}, DIITO, 0, terms);
            float[] logits = student.logits(new int[][] {records.tokens()[3]})[0];
            double expected = COUNTERFACTUAL * 9 / 3 * divergence(records.teacherLogits()[3], logits, 3);
            assertThat(terms[3]).isCloseTo(expected, within(1e-5 * expected));
            double before = student.learn(records, new int[] {3}, DIITO, 0.05, terms);
            assertThat(student.learn(records, new int[] {3}, DIITO, 0.05, terms))
                    .isLessThan(before);
        }
    }

    /** Of no tokens at all, of one, and of a first and a last one only, with others or by themselves. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void learnsOfTextsThatHaveNothingToExchange(TransformerEngine engine) {
        try (TransformerStudent student = student(engine, 0.1, 2)) {
            for (int[] lengths : new int[][] {{0, 0}, {0}, {0, 0, 0}, {0, 1}, {1, 1}, {2, 2, 1}, {2, 9}, {0, 10, 2}}) {
                Batch batch = taught(lengths);
                for (boolean special : new boolean[] {true, false}) {
                    for (Level level : Level.values()) {
                        InterventionSampler sampler = new InterventionSampler(
                                alignments(), new Spans(0.3, true, special), Pairs.DRAWN, level, 4);
                        student.learningFrom(new Counterfactuals(sampler, teacher));
                        for (int step = 0; step < 2; step++) {
                            assertThat(student.learn(batch, DIITO, 0.01))
                                    .as("lengths %s", Arrays.toString(lengths))
                                    .isFinite()
                                    .isPositive();
                        }
                        for (float weight : weights(student)) {
                            assertThat(Float.isFinite(weight)).isTrue();
                        }
                    }
                }
            }
        }
    }

    /** A text may have the word of padding, as one that says [PAD] has. It is read by nobody, and its state overwrites nothing. */
    @ParameterizedTest
    @CsvSource({"ENCODER, STATES", "ENCODER, TOKENS", "SAMEDIFF, STATES", "SAMEDIFF, TOKENS"})
    void aWordOfPaddingWithinATextIsNothing(TransformerEngine engine, Level level) {
        int padding = TASK.paddingId();
        Batch batch = taught(new int[] {4, 4, 3});
        int[][] texts = {{5, padding, 7, 8}, {9, 10, padding, 12}, {padding, 3, 4}};
        InterventionSampler sampler =
                new InterventionSampler(alignments(), new Spans(1, true, true), Pairs.DRAWN, level, 4);
        Counterfactuals counterfactuals = new Counterfactuals(sampler, teacher);
        try (TransformerStudent student = student(engine, 0, 1).learningFrom(counterfactuals)) {
            double[] terms = new double[4];
            student.learn(batch.withTokens(texts), IntStream.range(0, 3).toArray(), DIITO, 0, terms);
            double[] expected = new double[4];
            addTerms(student, batch.withTokens(texts), counterfactuals.draw(batch.withTokens(texts), 0), expected);
            assertThat(terms).containsExactly(expected, within(1e-4));
        }
    }

    @Test
    void refusesWhatItWasNotTold() {
        try (TransformerStudent student = student(TransformerEngine.ENCODER, 0, 1)) {
            float[] before = weights(student);
            assertThatThrownBy(() -> student.learn(records, DIITO, 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected a student that was told of which counterfactuals it learns");
            assertThat(weights(student)).isEqualTo(before);
            InterventionSampler sampler =
                    counterfactuals(Pairs.DRAWN, Level.STATES).sampler();
            student.learningFrom(new Counterfactuals(sampler, withoutStates()));
            assertThatThrownBy(() -> student.learn(records, DIITO, 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found no hidden states of the teacher");
            assertThat(weights(student)).isEqualTo(before);
        }
    }

    /** Student and teacher read the same tokens. */
    @Test
    void refusesTextsThatAreLongerThanTheTeacherReads() {
        TextTask shorter = new TextTask(30, 1, 9, 3);
        TransformerSettings settings = TransformerSettings.of(shorter, 3, TEACHER_WIDTH, 3, 16);
        try (TransformerStudent narrow =
                        TransformerStudent.create(settings, StepSettings.of(new Sgd()), 8, TransformerEngine.ENCODER);
                TransformerStudent student = student(TransformerEngine.ENCODER, 0, 1)) {
            List<String> labels = List.of("a", "b", "c");
            InterchangeTeacher other = new InterchangeTeacher(narrow, labels, labels, TEACHER_BLOCKS);
            for (Level level : Level.values()) {
                InterventionSampler sampler =
                        new InterventionSampler(alignments(), new Spans(1, true, true), Pairs.DRAWN, level, 4);
                student.learningFrom(new Counterfactuals(sampler, other));
                assertThatThrownBy(() -> student.learn(records, DIITO, 0.1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("tokens of a text: found 10, expected at most 9");
            }
        }
    }

    private Counterfactuals counterfactuals(Pairs pairs, Level level) {
        return new Counterfactuals(
                new InterventionSampler(alignments(), new Spans(0.4, true, true), pairs, level, 4), teacher);
    }

    private static List<Alignment> alignments() {
        return List.of(
                new Alignment(1, 2, Columns.all(WIDTH), Columns.all(TEACHER_WIDTH)),
                new Alignment(2, 3, Columns.ofHeads(1, 3, 3, WIDTH), Columns.ofHeads(1, 3, 3, TEACHER_WIDTH)));
    }

    private static TransformerStudent student(TransformerEngine engine, double dropout, int accumulation) {
        return student(engine, dropout, accumulation, StepSettings.of(new Sgd()));
    }

    private static TransformerStudent student(
            TransformerEngine engine, double dropout, int accumulation, StepSettings steps) {
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
    private static void enlarge(TransformerStudent student, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < student.weights().limit(); i++) {
            student.weights().put(i, student.weights().get(i) + (float) random.nextDouble(-0.4, 0.4));
        }
    }

    private Batch taught(int[] lengths) {
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

    private static float[] weights(TransformerStudent student) {
        float[] values = new float[student.weights().limit()];
        student.weights().get(0, values);
        return values;
    }

    /** Euclidean. */
    private static double difference(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.pow((double) one[i] - other[i], 2);
        }
        return Math.sqrt(sum);
    }
}

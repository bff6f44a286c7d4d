package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.interchange.InterventionSampler;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.interchange.Spans;

/** What students learn from interventions as they are drawn: each term by its formula, and the slope of their sum. */
class DiitoTermsTest extends AbstractDiitoTest {
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
        float[][] otherStates = student.answers(other.tokens(), interchange, List.of(1, 2))
                .states()
                .orElseThrow();
        for (int record = 0; record < factual.size(); record++) {
            terms[0] -= HARD * Divergence.logSoftmax(logits[record], 1)[factual.labels()[record]];
            terms[1] += SOFT * 4 * Divergence.divergence(factual.teacherLogits()[record], logits[record], 2);
            terms[2] += HIDDEN * distance(student, states[record], factual, record);
            terms[2] += HIDDEN * distance(student, otherStates[record], other, record);
            terms[3] += COUNTERFACTUAL
                    * 9
                    / 3
                    * Divergence.divergence(other.teacherLogits()[record], otherLogits[record], 3);
        }
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

    /** Nothing of a record alone is exchanged: what it says then is what it says. */
    @ParameterizedTest
    @CsvSource({"ENCODER, STATES", "ENCODER, TOKENS", "SAMEDIFF, STATES", "SAMEDIFF, TOKENS"})
    void aRecordAloneIsItsOwnCounterfactual(TransformerEngine engine, Level level) {
        try (TransformerStudent student = student(engine, 0, 3).learningFrom(counterfactuals(Pairs.DRAWN, level))) {
            double[] terms = new double[4];
            student.learn(records, new int[] {3}, DIITO, 0, terms);
            float[] logits = student.logits(new int[][] {records.tokens()[3]})[0];
            double expected = COUNTERFACTUAL * 9 / 3 * Divergence.divergence(records.teacherLogits()[3], logits, 3);
            assertThat(terms[3]).isCloseTo(expected, within(1e-5 * expected));
            double before = student.learn(records, new int[] {3}, DIITO, 0.05, terms);
            assertThat(student.learn(records, new int[] {3}, DIITO, 0.05, terms))
                    .isLessThan(before);
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
}

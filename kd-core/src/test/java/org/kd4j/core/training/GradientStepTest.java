package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.state.StateFile;
import org.kd4j.core.training.ParameterPart.Kind;

class GradientStepTest {
    private static final long SEED = 7;
    private static final Objective OBJECTIVE = Hinton.of(2, 0.9);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 100})
    void piecesOfABatchAddUpToIt(int pieces) {
        Batch records = BagStudent.records(16, SEED);
        int[] rows = IntStream.range(0, 16).toArray();
        StepSettings whole = StepSettings.of(AdamW.of(0.1)).withClipNorm(0.1);
        try (BagStudent one = new BagStudent(whole, 0, SEED);
                BagStudent many = new BagStudent(whole.withAccumulation(pieces), 0, SEED)) {
            for (int step = 0; step < 5; step++) {
                double[] oneTerms = new double[2];
                double[] manyTerms = new double[2];
                double loss = one.learn(records, rows, OBJECTIVE, 0.1, oneTerms);
                assertThat(many.learn(records, rows, OBJECTIVE, 0.1, manyTerms)).isCloseTo(loss, within(1e-6));
                assertThat(manyTerms).containsExactly(oneTerms, within(1e-5));
                assertThat(oneTerms[0] + oneTerms[1]).isCloseTo(16 * loss, within(1e-9));
            }
            assertThat(many.weights).containsExactly(one.weights, within(1e-5f));
        }
    }

    /** Neighbours are pairs, the last three of an odd number too: none of them is parted, and every row comes once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void piecesHaveWholePairsWhereRecordsInterchange(int accumulation) {
        StepSettings settings = StepSettings.of(new Sgd()).withAccumulation(accumulation);
        Objective diito = new Diito(OBJECTIVE, Hinton.of(2, 1));
        Batch records = BagStudent.records(20, SEED);
        for (int count = 1; count <= 12; count++) {
            int[] rows = IntStream.range(0, count).map(i -> 19 - i).toArray();
            assertThat(piecesOf(settings, OBJECTIVE, records, rows)).hasSize(Math.min(accumulation, count));
            List<Pass> pieces = piecesOf(settings, diito, records, rows);
            assertThat(pieces).hasSize(Math.min(accumulation, Math.max(1, count / 2)));
            assertThat(pieces.stream().flatMap(pass -> pass.batch().ids().stream()))
                    .containsExactlyElementsOf(
                            IntStream.of(rows).mapToObj(records.ids()::get).toList());
            int from = 0;
            for (Pass pass : pieces) {
                assertThat(pass.scale()).isEqualTo(1.0 / count);
                assertThat(pass.number()).isEqualTo(pieces.indexOf(pass));
                // Where a pair begins, or the last three.
                assertThat(from % 2).as("%d of %d", from, count).isZero();
                assertThat(count - from).as("%d of %d", from, count).isGreaterThanOrEqualTo(Math.min(2, count));
                from += pass.batch().size();
            }
            int smallest =
                    pieces.stream().mapToInt(pass -> pass.batch().size()).min().getAsInt();
            int largest =
                    pieces.stream().mapToInt(pass -> pass.batch().size()).max().getAsInt();
            assertThat(largest - smallest).isLessThanOrEqualTo(count % 2 == 0 ? 2 : 3);
        }
    }

    private static List<Pass> piecesOf(StepSettings settings, Objective objective, Batch records, int[] rows) {
        List<Pass> passes = new ArrayList<>();
        GivenGradients model = new GivenGradients(parts(), List.of()) {
            @Override
            public double addGradient(Pass pass, TouchedRows touched) {
                passes.add(pass);
                return super.addGradient(pass, touched);
            }
        };
        try (GradientStep step = new GradientStep(model, settings)) {
            step.learn(
                    records, rows, objective, 0.1, new double[objective.terms().size()]);
        }
        return passes;
    }

    @Test
    void anyNumberOfThreadsGivesTheSameNumbers() {
        float[] one = afterSteps(1);
        assertThat(afterSteps(2)).isEqualTo(one);
        assertThat(afterSteps(5)).isEqualTo(one);
    }

    /** More numbers than chunks hold and threads are woken for, with sizes that divide by nothing. */
    private static float[] afterSteps(int threads) {
        List<ParameterPart> parts = List.of(
                new ParameterPart("table", 0, List.of(101, 997), Kind.EMBEDDING),
                new ParameterPart("matrix", 101 * 997, List.of(50_021), Kind.WEIGHT),
                new ParameterPart("bias", 101 * 997 + 50_021, List.of(3), Kind.BIAS));
        GivenGradients model = new GivenGradients(parts, List.of(100, 0, 37));
        SplittableRandom random = Seeds.stream(SEED, "gradients", 0);
        StepSettings settings = StepSettings.of(AdamW.of(0.01))
                .withClipNorm(0.5)
                .withThreads(threads)
                .withRules(part -> part.kind() == Kind.EMBEDDING
                        ? PartRule.standard(part).onTouchedRows()
                        : PartRule.standard(part));
        try (GradientStep step = new GradientStep(model, settings)) {
            for (int i = 0; i < 3; i++) {
                for (int row = 0; row < model.next.length; row++) {
                    model.next[row] = (float) (random.nextDouble() - 0.5);
                }
                model.step(step, 0.01);
            }
        }
        assertThat(model.weights[100 * 997]).isNotZero();
        assertThat(model.weights[99 * 997]).isZero();
        return model.weights;
    }

    /** Two numbers of 3e-6 and 4e-6 have the norm 5e-6; clipped to 3e-6 they are multiplied by 3e-6 / (5e-6 + 1e-6). */
    @Test
    void clipsWithTheEpsilonOfPyTorch() {
        GivenGradients model = new GivenGradients(parts(), List.of());
        model.next[1] = 3e-6f;
        model.next[6] = 4e-6f;
        try (GradientStep step =
                new GradientStep(model, StepSettings.of(new Sgd()).withClipNorm(3e-6))) {
            model.step(step, 1e6);
            assertThat(model.weights[1]).isCloseTo(-1.5f, within(1e-5f));
            assertThat(model.weights[6]).isCloseTo(-2f, within(1e-5f));
        }
    }

    /** The model's gradient of 3 and 4 is clipped from 5 to 1, and that of what only reads it from 1000 to 1. */
    @Test
    void clipsWhatOnlyReadsTheModelByANormOfItsOwn() {
        List<ParameterPart> parts =
                List.of(parts().get(0), new ParameterPart("reader", 6, List.of(2), Kind.WEIGHT).readingOnly());
        GivenGradients model = new GivenGradients(parts, List.of());
        model.next[1] = 3;
        model.next[2] = -4;
        model.next[7] = 1000;
        try (GradientStep step =
                new GradientStep(model, StepSettings.of(new Sgd()).withClipNorm(1))) {
            model.step(step, 1);
            assertThat(model.weights).containsExactly(new float[] {0, -0.6f, 0.8f, 0, 0, 0, 0, -1}, within(1e-6f));
        }
    }

    @Test
    void movesWhatOnlyReadsTheModelAtItsOwnRate() {
        List<ParameterPart> parts =
                List.of(parts().get(0), new ParameterPart("reader", 6, List.of(2), Kind.WEIGHT).readingOnly());
        GivenGradients model = new GivenGradients(parts, List.of());
        model.next[1] = 3;
        model.next[7] = 2;
        try (GradientStep step =
                new GradientStep(model, StepSettings.of(new Sgd()).withReadingRate(10))) {
            model.step(step, 0.1);
            assertThat(model.weights).containsExactly(new float[] {0, -0.3f, 0, 0, 0, 0, 0, -2}, within(1e-6f));
        }
    }

    @Test
    void movesNothingWhereTheLossIsNoNumber() {
        GivenGradients model = new GivenGradients(parts(), List.of());
        model.loss = Double.NaN;
        model.next[0] = Float.NaN;
        try (GradientStep step = new GradientStep(model, StepSettings.of(Adam.standard()))) {
            model.step(step, 0.1);
            assertThat(model.weights).containsOnly(0f);
            model.loss = 1;
            model.next[0] = 1;
            model.step(step, 0.1);
            assertThat(model.weights[0]).isCloseTo(-0.1f, within(1e-6f));
        }
    }

    @Test
    void namesThePartWhoseGradientIsNoNumber() {
        GivenGradients model = new GivenGradients(parts(), List.of());
        model.next[7] = Float.NEGATIVE_INFINITY;
        try (GradientStep step = new GradientStep(model, StepSettings.of(Adam.standard()))) {
            assertThatThrownBy(() -> model.step(step, 0.1))
                    .isInstanceOf(TrainingDiverged.class)
                    .hasMessage("the gradient of bias has the norm Infinity");
            assertThat(model.weights).containsOnly(0f);
        }
    }

    @Test
    void refusesRulesAndPartsThatDoNotFit() {
        GivenGradients model = new GivenGradients(parts(), List.of());
        StepSettings sparse = StepSettings.of(new Sgd())
                .withRules(part -> PartRule.standard(part).onTouchedRows());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GradientStep(model, sparse))
                .withMessageContaining("bias is a BIAS");
        ParameterPart first = parts().get(0);
        GivenGradients overlapping = new GivenGradients(List.of(first, first), List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GradientStep(overlapping, StepSettings.of(new Sgd())))
                .withMessageContaining("found offset 0, expected at least 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StepSettings.of(new Sgd()).withClipNorm(Double.NaN))
                .withMessageContaining("clipNorm");
    }

    @Test
    void refusesAGradientThatIsShorterThanTheParts() {
        GivenGradients whole = new GivenGradients(parts(), List.of());
        GivenGradients model = new GivenGradients(parts(), List.of()) {
            @Override
            public FloatBuffer gradient() {
                return whole.gradient().slice(0, 7);
            }
        };
        try (GradientStep step = new GradientStep(model, StepSettings.of(new Sgd()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.step(step, 0.1))
                    .withMessage("gradient: found 7 numbers, expected 8, as the parts have it");
        }
    }

    /** Numbers of the weights, of Adam's two vectors, and less than a hundred bytes of names a list. */
    @Test
    void hasNoStateOfTheOptimizerBeforeTheFirstStep() throws IOException {
        Batch records = BagStudent.records(4, SEED);
        StepSettings adam = StepSettings.of(Adam.standard());
        Path untouched = folder.resolve("untouched");
        Path stepped = folder.resolve("stepped");
        try (BagStudent student = new BagStudent(adam, 0, SEED);
                BagStudent again = new BagStudent(adam, 0, SEED + 1)) {
            int numbers = Float.BYTES * student.weights.length;
            StateFile.write(untouched, "test", student);
            again.learn(records, OBJECTIVE, 0.1);
            StateFile.read(untouched, "test", again);
            assertThat(again.learn(records, OBJECTIVE, 0.1)).isEqualTo(student.learn(records, OBJECTIVE, 0.1));
            assertThat(again.weights).isEqualTo(student.weights);
            StateFile.write(stepped, "test", student);
            assertThat(Files.size(stepped) - Files.size(untouched)).isBetween(2L * numbers, 2L * numbers + 200);
        }
    }

    /** ELECTRA's small model has rate · 0.8ᵈ. */
    @Test
    void lowerLayersLearnMoreSlowly() {
        List<ParameterPart> parts = List.of(
                part("embeddings.word_embeddings.weight"),
                part("encoder.layer.0.output.bias"),
                part("encoder.layer.11.output.bias"),
                part("classifier.weight"));
        LayerDecay decay = LayerDecay.of(0.8, parts);

        assertThat(decay.layers()).isEqualTo(12);
        assertThat(parts.stream().map(decay::rate)).containsExactly(Math.pow(0.8, 13), Math.pow(0.8, 12), 0.8, 1.0);
    }

    private static ParameterPart part(String name) {
        return new ParameterPart(name, 0, List.of(1), Kind.WEIGHT);
    }

    private static List<ParameterPart> parts() {
        return List.of(
                new ParameterPart("table", 0, List.of(2, 3), Kind.EMBEDDING),
                new ParameterPart("bias", 6, List.of(2), Kind.BIAS));
    }
}

package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.NormalDistribution;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.ReadoutSchedule;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.objective.WeightedTerms;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Checkpoints;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;

class EarlyReadoutTest {
    private static final int WIDTH = 12;
    private static final int CLASSES = 3;
    private static final int RECORDS = 6;
    private static final double SCALE = 3;
    private static final double AUXILIARY = 0.7;
    private static final Hinton LOGITS = new Hinton(2, 0.5, 0.4, Reduction.BATCHMEAN);
    private static final Dedier OBJECTIVE =
            new Dedier(LOGITS, new ExpScaledMarginIfWrongElseOne(SCALE), WeightedTerms.SOFT, AUXILIARY, 1);

    @TempDir
    Path folder;

    /** The gradient below is that of the records one by one, each with its own weight, and nothing of the readout's. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void weighsEachRecordAndSteersNothing(TransformerEngine engine) {
        Batch batch = batch();
        double[] expected = new double[0];
        double[] weights;
        try (TransformerStudent student = student(engine)) {
            weights = weights(student, batch);
        }
        assertThat(Arrays.stream(weights).boxed())
                .anyMatch(weight -> weight > 1.01)
                .anyMatch(weight -> weight == 1);
        for (int record = 0; record < RECORDS; record++) {
            double[] own =
                    moved(engine, batch.select(record), new Hinton(2, 0.5, 0.4 * weights[record], Reduction.BATCHMEAN));
            expected = record == 0 ? own : sum(expected, own);
        }
        double[] found = moved(engine, batch, OBJECTIVE);
        try (TransformerStudent student = student(engine)) {
            for (ParameterPart part : student.parts()) {
                for (int i = part.offset(); i < part.offset() + part.length(); i++) {
                    if (!part.name().startsWith("readout.")) {
                        assertThat(found[i]).as(part.name()).isCloseTo(expected[i] / RECORDS, within(2e-6));
                    }
                }
            }
        }
    }

    /** Its own gradient, by differences of the hand-written head's loss in double. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void learnsFromTheLabels(TransformerEngine engine) {
        Batch batch = batch();
        double[] found = moved(engine, batch, OBJECTIVE);
        try (TransformerStudent student = student(engine)) {
            float[][] first = student.firstStates(batch.tokens(), List.of(1));
            for (ParameterPart part : student.parts()) {
                if (part.name().startsWith("readout.")) {
                    float[] values = student.part(part.name());
                    for (int i = 0; i < values.length; i += 5) {
                        float kept = values[i];
                        double above = lossWith(student, part, values, i, kept + 1e-2f, first, batch);
                        double below = lossWith(student, part, values, i, kept - 1e-2f, first, batch);
                        lossWith(student, part, values, i, kept, first, batch);
                        assertThat(-found[part.offset() + i])
                                .as("%s %d", part.name(), i)
                                .isCloseTo((above - below) / 2e-2, within(1e-4));
                    }
                }
            }
        }
    }

    private static double lossWith(
            TransformerStudent student,
            ParameterPart part,
            float[] values,
            int index,
            float value,
            float[][] first,
            Batch batch) {
        values[index] = value;
        student.setPart(part.name(), values);
        double sum = 0;
        for (int record = 0; record < RECORDS; record++) {
            sum -= Math.log(probabilities(student, first[record])[batch.labels()[record]]);
        }
        return AUXILIARY * sum / RECORDS;
    }

    @Test
    void isNoPartOfWhatIsSaved() {
        Path file = folder.resolve("student.zip");
        Batch batch = batch();
        try (TransformerStudent student = student(TransformerEngine.ENCODER)) {
            student.learn(batch, OBJECTIVE, 0.1);
            student.save(file);
            try (TransformerStudent loaded = TransformerStudent.load(file, settings(), steps())) {
                assertThat(loaded.logits(batch.tokens())).isDeepEqualTo(student.logits(batch.tokens()));
                assertThat(loaded.parameters()).isEqualTo(student.parameters());
                assertThat(loaded.parts()).noneMatch(part -> part.name().startsWith("readout."));
            }
        }
    }

    /** One epoch to warm up, and new weights before the second and the fourth. */
    @Test
    void weighsByTheScheduleAndGoesOnWithTheWeightsThatWereTaken() {
        List<double[]> weights = new ArrayList<>();
        float[] expected = train(folder.resolve("whole"), (student, records) -> weights.add(records.weights()));
        assertThat(weights).hasSize(10);
        for (int step = 0; step < 10; step++) {
            int taken = step < 2 ? 0 : step < 6 ? 2 : 6;
            assertThat(weights.get(step)).as("step %d", step).isEqualTo(weights.get(taken));
        }
        assertThat(weights.get(0)).containsOnly(1);
        assertThat(weights.get(2)).isNotEqualTo(weights.get(6)).doesNotContain(0);
        for (int fatal = 0; fatal < 10; fatal++) {
            Path place = folder.resolve("stopped-before-" + fatal);
            int[] steps = {fatal};
            assertThatThrownBy(() -> train(place, (student, records) -> {
                        if (steps[0]-- == 0) {
                            throw new IllegalStateException("power cut");
                        }
                    }))
                    .hasMessage("power cut");
            assertThat(train(place, (student, records) -> {})).isEqualTo(expected);
        }
    }

    /** @return the weights after five epochs of two steps */
    private static float[] train(Path place, BiConsumer<Student, Batch> beforeStep) {
        Dedier objective = new Dedier(
                LOGITS,
                new ExpScaledMarginIfWrongElseOne(SCALE),
                WeightedTerms.BOTH,
                AUXILIARY,
                1,
                new ReadoutSchedule(1, 2));
        Trainer trainer =
                new Trainer(5, 0.2, new Schedule.Constant()).with(new Checkpoints(place, 1, Duration.ZERO, "a test"));
        try (TransformerStudent student = student(TransformerEngine.ENCODER)) {
            trainer.train(
                    watched(student, beforeStep), batch(), BatchOrder.shuffled(RECORDS, 3, 1), objective, result -> {});
            float[] weights = new float[student.weights().limit()];
            student.weights().get(0, weights);
            return weights;
        }
    }

    private static Student watched(TransformerStudent student, BiConsumer<Student, Batch> beforeStep) {
        InvocationHandler watch = (proxy, method, arguments) -> {
            if (method.getName().equals("learn")) {
                beforeStep.accept(student, (Batch) arguments[0]);
            }
            return method.invoke(student, arguments);
        };
        return (Student) Proxy.newProxyInstance(Student.class.getClassLoader(), new Class<?>[] {Student.class}, watch);
    }

    @Test
    void needsAStudentThatHasOneAndTheBlock() {
        Batch batch = batch();
        try (TransformerStudent without = TransformerStudent.create(settings(), steps(), 5)) {
            assertThatThrownBy(() -> without.learn(batch, OBJECTIVE, 0.1)).hasMessageContaining("early readout");
            assertThatThrownBy(() -> without.weights(batch, LOGITS)).hasMessageContaining("early readout");
            Diito diito = new Diito(LOGITS, new Hinton(2, 0, 1, Reduction.BATCHMEAN));
            assertThatThrownBy(() -> without.learn(batch, diito, 0.1)).hasMessageContaining("counterfactuals");
        }
        Dedier high = new Dedier(LOGITS, new ExpScaledMarginIfWrongElseOne(1), WeightedTerms.BOTH, 1, 3);
        try (TransformerStudent student = student(TransformerEngine.ENCODER)) {
            assertThatThrownBy(() -> student.learn(batch, high, 0.1)).hasMessageContaining("a block of its 2");
        }
    }

    /** What one step at the rate 1 adds to all weights. */
    private static double[] moved(TransformerEngine engine, Batch batch, Objective objective) {
        try (TransformerStudent student = student(engine)) {
            double[] before = all(student);
            student.learn(batch, objective, 1);
            double[] after = all(student);
            return IntStream.range(0, after.length)
                    .mapToDouble(i -> after[i] - before[i])
                    .toArray();
        }
    }

    private static double[] all(TransformerStudent student) {
        return IntStream.range(0, student.weights().limit())
                .mapToDouble(student.weights()::get)
                .toArray();
    }

    private static double[] sum(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
    }

    private static double[] weights(TransformerStudent student, Batch batch) {
        float[][] first = student.firstStates(batch.tokens(), List.of(1));
        double[] weights = new double[RECORDS];
        for (int record = 0; record < RECORDS; record++) {
            double[] p = probabilities(student, first[record]);
            double[] sorted = p.clone();
            Arrays.sort(sorted);
            boolean wrong = p[batch.labels()[record]] < sorted[CLASSES - 1];
            weights[record] = wrong ? Math.exp(SCALE * (sorted[CLASSES - 1] - sorted[CLASSES - 2])) : 1;
        }
        return weights;
    }

    private static double[] probabilities(TransformerStudent student, float[] state) {
        float[] inner = student.part("readout.inner.weight");
        float[] innerBias = student.part("readout.inner.bias");
        float[] output = student.part("readout.logits.weight");
        float[] outputBias = student.part("readout.logits.bias");
        double[] p = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            p[c] = outputBias[c];
        }
        for (int h = 0; h < WIDTH; h++) {
            double x = innerBias[h];
            for (int i = 0; i < WIDTH; i++) {
                x += (double) inner[h * WIDTH + i] * state[i];
            }
            for (int c = 0; c < CLASSES; c++) {
                p[c] += output[c * WIDTH + h] * x * NormalDistribution.below(x);
            }
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] = Math.exp(p[c]);
            sum += p[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            p[c] /= sum;
        }
        return p;
    }

    /** Large weights of the readout, so that it is sure of something. */
    private static TransformerStudent student(TransformerEngine engine) {
        TransformerStudent student = TransformerStudent.create(settings().withEarlyReadout(), steps(), 5, engine);
        SplittableRandom random = new SplittableRandom(8);
        for (ParameterPart part : student.parts()) {
            if (part.kind() == ParameterPart.Kind.WEIGHT || part.kind() == ParameterPart.Kind.EMBEDDING) {
                float[] values = new float[part.length()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble(-0.6, 0.6);
                }
                student.setPart(part.name(), values);
            }
        }
        return student;
    }

    private static TransformerSettings settings() {
        EmbeddingShape embeddings = new EmbeddingShape(30, 12, new PositionRule.FromStart(), 2, WIDTH, false);
        EncoderShape encoder = new EncoderShape(embeddings, WIDTH, 3, 20, 2, false, Activation.GELU, 1e-12f);
        return new TransformerSettings(new TextTask(30, 1, 10, CLASSES), encoder, Pooling.CLS, HeadKind.LINEAR, 0);
    }

    private static StepSettings steps() {
        return StepSettings.of(new Sgd());
    }

    private static Batch batch() {
        SplittableRandom random = new SplittableRandom(4);
        int[][] tokens = new int[RECORDS][];
        float[][] teacher = new float[RECORDS][CLASSES];
        for (int record = 0; record < RECORDS; record++) {
            tokens[record] = random.ints(3 + record, 2, 30).toArray();
            for (int c = 0; c < CLASSES; c++) {
                teacher[record][c] = (float) random.nextDouble(-2, 2);
            }
        }
        int[] labels = random.ints(RECORDS, 0, CLASSES).toArray();
        return Batch.of(Collections.nCopies(RECORDS, "text"), tokens, labels).withTeacher(teacher);
    }
}

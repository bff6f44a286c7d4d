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
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.ReadoutSchedule;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.objective.WeightedTerms;
import org.kd4j.core.state.StateFile;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Checkpoints;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.models.head.Pooling;

class EarlyReadoutTest {
    private static final int RECORDS = 6;
    private static final double SCALE = 3;
    private static final double AUXILIARY = 0.7;
    private static final StepSettings PLAIN = StepSettings.of(new Sgd());
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
        Batch batch = EarlyReadoutStudent.records(RECORDS);
        double[] expected = new double[0];
        double[] weights;
        try (TransformerStudent student = EarlyReadoutStudent.create(engine, PLAIN)) {
            weights = EarlyReadoutStudent.weights(student, batch, OBJECTIVE.block(), SCALE);
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
        try (TransformerStudent student = EarlyReadoutStudent.create(engine, PLAIN)) {
            for (ParameterPart part : student.parts()) {
                for (int i = part.offset(); i < part.offset() + part.length(); i++) {
                    if (!part.name().startsWith("readout.")) {
                        assertThat(found[i]).as(part.name()).isCloseTo(expected[i] / RECORDS, within(2e-6));
                    }
                }
            }
        }
    }

    /** Records with given weights, because the readout's say in those is its purpose. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void hasNoSayWhereTheStudentIsClipped(TransformerEngine engine) {
        StepSettings clipped = StepSettings.of(AdamW.of(0.1)).withClipNorm(1e-3);
        Map<String, float[]> little = afterSteps(engine, clipped, 0.1);
        Map<String, float[]> much = afterSteps(engine, clipped, 10);
        little.forEach((part, values) -> {
            if (part.startsWith("readout.")) {
                assertThat(much.get(part)).as(part).isNotEqualTo(values);
            } else {
                assertThat(much.get(part)).as(part).isEqualTo(values);
            }
        });
    }

    private static Map<String, float[]> afterSteps(
            TransformerEngine engine, StepSettings steps, double auxiliaryWeight) {
        Batch batch = EarlyReadoutStudent.records(RECORDS).withWeights(new double[] {1, 0, 2, 1.5, 0.3, 1});
        Dedier objective =
                new Dedier(LOGITS, new ExpScaledMarginIfWrongElseOne(SCALE), WeightedTerms.BOTH, auxiliaryWeight, 1);
        try (TransformerStudent student = EarlyReadoutStudent.create(engine, steps)) {
            for (int step = 0; step < 4; step++) {
                student.learn(batch, objective, 0.01);
            }
            return student.parts().stream()
                    .collect(Collectors.toMap(ParameterPart::name, part -> student.part(part.name())));
        }
    }

    /** Its own gradient, by differences of the hand-written head's loss in double. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void learnsFromTheLabels(TransformerEngine engine) {
        Batch batch = EarlyReadoutStudent.records(RECORDS);
        double[] found = moved(engine, batch, OBJECTIVE);
        try (TransformerStudent student = EarlyReadoutStudent.create(engine, PLAIN)) {
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
            sum -= Math.log(EarlyReadoutStudent.probabilities(student, first[record])[batch.labels()[record]]);
        }
        return AUXILIARY * sum / RECORDS;
    }

    @Test
    void isNoPartOfWhatIsSaved() {
        Path file = folder.resolve("student.zip");
        Batch batch = EarlyReadoutStudent.records(RECORDS);
        try (TransformerStudent student = EarlyReadoutStudent.create(TransformerEngine.ENCODER, PLAIN)) {
            student.learn(batch, OBJECTIVE, 0.1);
            student.save(file);
            try (TransformerStudent loaded = TransformerStudent.load(file, EarlyReadoutStudent.settings(), PLAIN)) {
                assertThat(loaded.logits(batch.tokens())).isDeepEqualTo(student.logits(batch.tokens()));
                assertThat(loaded.parameters()).isEqualTo(student.parameters());
                assertThat(loaded.parts()).noneMatch(part -> part.name().startsWith("readout."));
            }
        }
    }

    /** What only training has is in its state, which a student without it cannot take, and not in the student's name. */
    @Test
    void isInTheStateOfATrainingAndNotInTheStudentsFingerprint() {
        Path file = folder.resolve("student.zip");
        Path state = folder.resolve("student.state");
        TransformerSettings plain = EarlyReadoutStudent.settings();
        try (TransformerStudent student = EarlyReadoutStudent.create(TransformerEngine.ENCODER, PLAIN);
                TransformerStudent other = EarlyReadoutStudent.create(TransformerEngine.ENCODER, PLAIN);
                TransformerStudent without = TransformerStudent.create(plain, PLAIN, 5)) {
            String before = student.fingerprint();
            other.setPart("readout.logits.bias", new float[] {1, 2, 3});
            assertThat(other.fingerprint()).isEqualTo(before);
            student.learn(EarlyReadoutStudent.records(RECORDS), OBJECTIVE, 0.1);
            assertThat(student.fingerprint()).isNotEqualTo(before);
            student.save(file);
            for (TransformerSettings settings : List.of(
                    plain, plain.withEarlyReadout(Pooling.MEAN), plain.withMatchedWidth(7), plain.withDropout(0.2))) {
                try (TransformerStudent loaded = TransformerStudent.load(file, settings, PLAIN)) {
                    assertThat(loaded.fingerprint()).isEqualTo(student.fingerprint());
                }
            }
            StateFile.write(state, "test", student);
            StateFile.read(state, "test", other);
            assertThat(all(other)).isEqualTo(all(student));
            assertThatThrownBy(() -> StateFile.read(state, "test", without)).isInstanceOf(InvalidInput.class);
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
        try (TransformerStudent student = EarlyReadoutStudent.create(TransformerEngine.ENCODER, PLAIN)) {
            trainer.train(
                    watched(student, beforeStep),
                    EarlyReadoutStudent.records(RECORDS),
                    BatchOrder.shuffled(RECORDS, 3, 1),
                    objective,
                    result -> {});
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
        Batch batch = EarlyReadoutStudent.records(RECORDS);
        try (TransformerStudent without = TransformerStudent.create(EarlyReadoutStudent.settings(), PLAIN, 5)) {
            assertThatThrownBy(() -> without.learn(batch, OBJECTIVE, 0.1)).hasMessageContaining("early readout");
            assertThatThrownBy(() -> without.weights(batch, OBJECTIVE)).hasMessageContaining("early readout");
            Diito diito = new Diito(LOGITS, new Hinton(2, 0, 1, Reduction.BATCHMEAN));
            assertThatThrownBy(() -> without.learn(batch, diito, 0.1)).hasMessageContaining("counterfactuals");
        }
        Dedier high = new Dedier(LOGITS, new ExpScaledMarginIfWrongElseOne(1), WeightedTerms.BOTH, 1, 3);
        try (TransformerStudent student = EarlyReadoutStudent.create(TransformerEngine.ENCODER, PLAIN)) {
            assertThatThrownBy(() -> student.learn(batch, high, 0.1)).hasMessageContaining("a block of its 2");
        }
    }

    /** What one step at the rate 1 adds to all weights. */
    private static double[] moved(TransformerEngine engine, Batch batch, Objective objective) {
        try (TransformerStudent student = EarlyReadoutStudent.create(engine, PLAIN)) {
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
}

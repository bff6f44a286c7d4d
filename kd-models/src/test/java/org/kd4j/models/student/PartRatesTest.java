package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;

class PartRatesTest {
    private static final TransformerSettings SETTINGS =
            TransformerSettings.of(new TextTask(20, 0, 8, 2), 3, 8, 2, 16).withMatchedWidth(6);
    private static final StepSettings SGD = StepSettings.of(new Sgd());
    private static final Batch RECORDS = Batch.of(List.of("a", "b"), new int[][] {{3, 4, 5}, {6}}, new int[] {1, 0})
            .withTeacher(new float[][] {{1, -1}, {-2, 2}});

    /** Each part moves as far as at the full rate, times the factor to the power of its distance from the head. */
    @ParameterizedTest
    @CsvSource({
        "head.logits.weight, 1",
        "layers.2.down.weight, 0.8",
        "layers.1.up.weight, 0.64",
        "layers.0.attentionNorm.gain, 0.512",
        "embeddings.positions, 0.4096"
    })
    void partsMoveAtTheirRates(String part, double factor) {
        float[] full = step(PartRates.full(), part);
        float[] slower = step(new PartRates(List.of(), 0.8), part);
        assertThat(Math.abs(full[0])).isGreaterThan(1e-6f);
        for (int i = 0; i < full.length; i++) {
            assertThat((double) slower[i]).isCloseTo(factor * full[i], within(1e-7 + 1e-4 * Math.abs(full[i])));
        }
    }

    /** How far one step moves a part. */
    private static float[] step(PartRates rates, String part) {
        TransformerSettings certain = SETTINGS.withDropout(0);
        try (TransformerStudent student = TransformerStudent.create(certain, rates.over(SGD, certain.encoder()), 1)) {
            float[] before = student.part(part);
            student.learn(RECORDS, Hinton.of(2, 0.5), 50);
            float[] moved = student.part(part);
            for (int i = 0; i < moved.length; i++) {
                moved[i] -= before[i];
            }
            return moved;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ENCODER", "SAMEDIFF"})
    void frozenPartsKeepEveryBit(TransformerEngine engine) {
        PartRates rates = rates("embeddings", "layers 1-2", "head");
        StepSettings steps = rates.over(StepSettings.of(AdamW.of(0.1)), SETTINGS.encoder());
        try (TransformerStudent student = TransformerStudent.create(SETTINGS, steps, 1, engine);
                TransformerStudent start = TransformerStudent.create(SETTINGS, steps, 1, engine)) {
            for (int i = 0; i < 3; i++) {
                student.learn(RECORDS, Hinton.of(2, 0.5), 0.01);
            }
            for (ParameterPart part : student.parts()) {
                // No objective here reads the projection, whose decay moves it.
                boolean learns =
                        part.name().startsWith("layers.2.") || part.name().equals("projection.weight");
                assertThat(student.part(part.name()))
                        .as(part.name())
                        .satisfies(after -> assertThat(Arrays.equals(after, start.part(part.name())))
                                .isNotEqualTo(learns));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "embeddings, embeddings",
        "head, head",
        "layer 2, layer 2",
        "layers 2, layer 2",
        "layers 1-12, layers 1-12"
    })
    void readsNames(String name, String said) {
        assertThat(TransformerPart.parse(name)).hasToString(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Head", "layer", "layers 0-1", "layers 3-2", "layers 1 - 2", "layers.0", "layer 99999"})
    void refusesOtherNames(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> TransformerPart.parse(name));
    }

    @Test
    void refusesPartsThatAnEncoderHasNot() {
        rates("layers 1-3", "head").requireIn(3, false);
        rates("layer 1", "layers 2-3", "embeddings").requireIn(3, false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rates("layers 2-4").requireIn(3, false))
                .withMessage("layers 2-4 of 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        rates("head", "layers 2-3", "embeddings", "layer 1").requireIn(3, false))
                .withMessage("everything");
    }

    @Test
    void blocksWithTheSameWeightsAreFrozenTogether() {
        rates("layers 1-3").requireIn(3, true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rates("layer 2").requireIn(3, true))
                .withMessage("layer 2 of 3 layers that have the same weights");
    }

    private static PartRates rates(String... frozen) {
        return new PartRates(Stream.of(frozen).map(TransformerPart::parse).toList(), 1);
    }
}

package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ParameterVectorTest {
    private final EncoderLayout layout = new EncoderLayout(TrainingCase.shape(Activation.GELU));

    @Test
    void weightsLieOneBehindTheOther() {
        long next = 0;
        for (EncoderParameter parameter : layout.stored()) {
            assertThat(parameter.offset()).as(parameter.name()).isEqualTo(next);
            next += parameter.length();
        }
        assertThat(next).isEqualTo(layout.length());
        // By hand: tables 40 + 64 + 2 rows of 24 and a norm; three blocks of 24 x 72, 24 x 24, 24 x 40, 40 x 24.
        int block = 24 * 72 + 72 + 24 * 24 + 24 + 48 + 24 * 40 + 40 + 40 * 24 + 24 + 48;
        assertThat(layout.length()).isEqualTo(106 * 24 + 48 + 3 * block);
    }

    @Test
    void queriesKeysAndValuesAreColumnsOfOneMatrix() {
        try (ParameterVector vector = ParameterVector.allocate(layout)) {
            float[] whole = new float[24 * 72];
            for (int i = 0; i < whole.length; i++) {
                whole[i] = i;
            }
            vector.set("layers.1.queryKeyValue.weight", whole);
            assertThat(vector.get("layers.1.key.weight")[25]).isEqualTo(72 + 24 + 1);
            float[] values = vector.get("layers.1.value.weight");
            values[0] = -5;
            vector.set("layers.1.value.weight", values);
            whole[48] = -5;
            assertThat(vector.get("layers.1.queryKeyValue.weight")).isEqualTo(whole);
            assertThat(vector.get("layers.0.queryKeyValue.weight")).containsOnly(0f);
        }
    }

    @Test
    void takesOverWeightsAndGivesThemBack() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 50);
                ParameterVector copy = ParameterVector.allocate(layout)) {
            copy.load(one.weights.embeddings(), one.weights.blocks());
            for (EncoderParameter parameter : layout.stored()) {
                assertThat(copy.get(parameter.name()))
                        .as(parameter.name())
                        .isEqualTo(one.weights.get(parameter.name()));
            }
            List<BlockWeights> blocks = one.weights.blocks();
            assertThatThrownBy(() -> copy.load(one.weights.embeddings(), blocks.subList(0, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 2 values, expected 3");
            List<BlockWeights> shared = List.of(blocks.get(0), blocks.get(0), blocks.get(1));
            assertThatThrownBy(() -> copy.load(one.weights.embeddings(), shared))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one for all or one for each");
        }
    }

    @Test
    void newWeightsComeFromTheSeed() {
        try (ParameterVector one = ParameterVector.allocate(layout);
                ParameterVector two = ParameterVector.allocate(layout)) {
            one.initialise(1);
            two.initialise(1);
            float[] words = one.get(EncoderLayout.WORDS);
            assertThat(two.get(EncoderLayout.WORDS)).isEqualTo(words);
            two.initialise(2);
            assertThat(two.get(EncoderLayout.WORDS)).isNotEqualTo(words);
            assertThat(one.get("layers.0.up.bias")).containsOnly(0f);
            assertThat(one.get("layers.0.outputNorm.gain")).containsOnly(1f);
            assertThat(one.get("layers.0.outputNorm.bias")).containsOnly(0f);
            double squares = 0;
            double sum = 0;
            for (float value : words) {
                squares += value * value;
                sum += value;
            }
            // 960 normal numbers: five standard deviations of their mean and of their deviation.
            assertThat(sum / words.length).isCloseTo(0, within(0.0033));
            assertThat(Math.sqrt(squares / words.length)).isCloseTo(0.02, within(0.0023));
        }
    }

    @Test
    void sharesTheMemoryOfAnArrayAndOfAPointer() {
        INDArray whole = Nd4j.zeros(DataType.FLOAT, layout.length() + 10);
        INDArray part = whole.get(NDArrayIndex.interval(7, 7 + layout.length()));
        ParameterVector vector = ParameterVector.over(layout, part);
        vector.set("embeddings.norm.gain", new float[24]);
        long offset = layout.parameter("layers.2.up.bias").offset();
        whole.putScalar(7 + offset + 3, 4.5f);
        assertThat(vector.get("layers.2.up.bias")[3]).isEqualTo(4.5f);
        vector.initialise(3);
        assertThat(whole.getFloat(7))
                .isEqualTo(vector.get(EncoderLayout.WORDS)[0])
                .isNotEqualTo(0f);
        assertThat(whole.getFloat(6)).isZero();
        try (FloatPointer memory = new FloatPointer(layout.length() + 3)) {
            ParameterVector behind = ParameterVector.over(layout, memory, 3);
            behind.initialise(3);
            assertThat(memory.get(3)).isEqualTo(vector.get(EncoderLayout.WORDS)[0]);
            behind.close();
            assertThat(memory.get(3)).isNotZero();
        }
    }

    @Test
    void rejectsArraysThatDoNotFit() {
        INDArray doubles = Nd4j.zeros(DataType.DOUBLE, layout.length());
        INDArray shorter = Nd4j.zeros(DataType.FLOAT, 5);
        INDArray scattered = Nd4j.zeros(DataType.FLOAT, layout.length(), 2).getColumn(0);
        for (INDArray array : List.of(doubles, shorter, scattered)) {
            assertThatThrownBy(() -> ParameterVector.over(layout, array))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of type FLOAT side by side");
        }
    }

    @Test
    void rejectsShapesThatCannotBe() {
        EmbeddingShape embeddings = new EmbeddingShape(3, 0, new PositionRule.FromStart(), 0, 8, false);
        assertThatThrownBy(() -> new EncoderShape(embeddings, 8, 3, 4, 1, false, Activation.RELU, 0f))
                .hasMessageContaining("3 heads on 8");
        assertThatThrownBy(() -> new EncoderShape(embeddings, 6, 3, 4, 1, false, Activation.RELU, 0f))
                .hasMessageContaining("width 8");
        assertThatThrownBy(() -> new EncoderShape(embeddings, 8, 2, 4, 0, false, Activation.RELU, 0f))
                .hasMessageContaining("0 layers");
        FloatBuffer one = FloatBuffer.wrap(new float[8]);
        Norm norm = new Norm(one, one, 1e-5f);
        EmbeddingWeights other = new EmbeddingWeights(
                one, Optional.empty(), new PositionRule.FromStart(), Optional.empty(), norm, Optional.empty());
        assertThatThrownBy(() -> EncoderShape.of(other, List.of(), 2, Activation.RELU))
                .hasMessageContaining("no block");
    }
}

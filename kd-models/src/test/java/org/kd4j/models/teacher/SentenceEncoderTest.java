package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.seed.Seeds;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.ModelFile;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.TeacherFiles;

class SentenceEncoderTest {
    private static final String MODEL = "bert-opset14-hidden";
    private static final int VOCABULARY = 160;
    private static final int POSITIONS = 64;
    private static SentenceEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = new SentenceEncoder(graph(MODEL), new NumberTokenizer(VOCABULARY, POSITIONS), Pooling.MEAN);
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void answersTheMeanOfTheLastHiddenStatesOverATextsTokens() {
        assertAnswers(encoder, SentenceEncoderTest::mean);
    }

    @Test
    void answersTheLastHiddenStateOfTheFirstToken() {
        try (SentenceEncoder first = first()) {
            assertAnswers(first, SentenceEncoderTest::first);
            assertThat(first.apply(List.of(""))[0]).containsOnly(0).hasSize(first.width());
        }
    }

    /** What PyTorch's states of a text, at a row of its batch, should become. */
    private interface Vector {
        float[] of(Output hidden, int row, long[] mask);
    }

    private static void assertAnswers(SentenceEncoder encoder, Vector expected) {
        for (ParityCase one : TeacherFiles.cases(TeacherFiles.model(MODEL))) {
            long[][] ids = one.inputs().get("input_ids");
            long[][] mask = one.inputs().get("attention_mask");
            Output hidden = one.outputs().get("hidden_states.2");
            List<String> texts = new ArrayList<>();
            for (int row = 0; row < ids.length; row++) {
                texts.add(NumberTokenizer.text(ids[row], mask[row]));
            }
            float[][] vectors = encoder.apply(texts);
            assertThat(vectors).hasDimensions(ids.length, encoder.width());
            for (int row = 0; row < ids.length; row++) {
                assertThat(vectors[row]).containsExactly(expected.of(hidden, row, mask[row]), within(1e-5f));
            }
        }
    }

    private static float[] first(Output hidden, int row, long[] mask) {
        int from = row * mask.length * hidden.width();
        return Arrays.copyOfRange(hidden.values(), from, from + hidden.width());
    }

    private static float[] mean(Output hidden, int row, long[] mask) {
        int width = hidden.width();
        float[] mean = new float[width];
        double count = 0;
        for (int position = 0; position < mask.length; position++) {
            count += mask[position];
        }
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int position = 0; position < mask.length; position++) {
                sum += mask[position] * hidden.values()[(row * mask.length + position) * width + i];
            }
            mean[i] = (float) (sum / count);
        }
        return mean;
    }

    @Test
    void answersEachTextAsIfItWereAlone() {
        SplittableRandom random = Seeds.stream(17, "texts", 0);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            texts.add(random.ints(random.nextInt(0, POSITIONS), 5, VOCABULARY)
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(" ")));
        }
        float[][] together = encoder.apply(texts);
        for (int i = 0; i < texts.size(); i += 3) {
            float[] alone = encoder.apply(List.of(texts.get(i)))[0];
            assertThat(together[i]).as("text %d: %s", i, texts.get(i)).containsExactly(alone, within(1e-5f));
        }
    }

    @Test
    void answersNoTextsWithNothing() {
        assertThat(encoder.apply(List.of())).isEmpty();
    }

    @Test
    void answersATextWithoutTokensWithZeros() {
        assertThat(encoder.apply(List.of(""))[0]).containsOnly(0).hasSize(encoder.width());
    }

    @Test
    void rejectsTokenizerWithMoreTokensThanEmbeddings() {
        OnnxGraph graph = graph("bert-opset13");
        assertThatThrownBy(
                        () -> new SentenceEncoder(graph, new NumberTokenizer(VOCABULARY + 1, POSITIONS), Pooling.MEAN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("160 tokens", "161", "teacher.tokenizer");
    }

    @Test
    void rejectsTextsLongerThanThePositions() {
        OnnxGraph graph = graph("bert-opset13");
        assertThatThrownBy(
                        () -> new SentenceEncoder(graph, new NumberTokenizer(VOCABULARY, POSITIONS + 1), Pooling.MEAN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("maxTokens");
    }

    @Test
    void rejectsModelWithoutHiddenStates() {
        byte[] model = new ModelFile(18)
                .ids("input_ids")
                .floats("table", new long[] {VOCABULARY, 2}, new float[2 * VOCABULARY])
                .longs("axes", 1)
                .node("Gather", "table input_ids", "x")
                .node("ReduceMean", "x axes", "logits", ModelFile.integer("keepdims", 0))
                .output("logits", 2)
                .bytes();
        OnnxGraph graph = OnnxImport.open("m.onnx", model, List.of());
        assertThatThrownBy(() -> new SentenceEncoder(graph, new NumberTokenizer(VOCABULARY, POSITIONS), Pooling.MEAN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("[logits]", "last_hidden_state");
    }

    /** The export puts out logits alone. */
    @Test
    void readsTheLastHiddenStateOfAClassifier() {
        try (SentenceEncoder classifier =
                new SentenceEncoder(graph("bert-opset13"), new NumberTokenizer(VOCABULARY, POSITIONS), Pooling.MEAN)) {
            assertThat(classifier.apply(List.of("7 8 9"))).isDeepEqualTo(encoder.apply(List.of("7 8 9")));
        }
    }

    @Test
    void hasAFingerprintOfModelTokenizerAndPooling() {
        try (SentenceEncoder first = first();
                SentenceEncoder same =
                        new SentenceEncoder(graph(MODEL), new NumberTokenizer(VOCABULARY, POSITIONS), Pooling.MEAN);
                SentenceEncoder shorter =
                        new SentenceEncoder(graph(MODEL), new NumberTokenizer(VOCABULARY, 10), Pooling.MEAN)) {
            assertThat(same.fingerprint()).isEqualTo(encoder.fingerprint()).matches("[0-9a-f]{64}");
            assertThat(first.fingerprint()).isNotEqualTo(encoder.fingerprint());
            assertThat(shorter.fingerprint()).isNotEqualTo(encoder.fingerprint());
        }
    }

    private static SentenceEncoder first() {
        return new SentenceEncoder(graph(MODEL), new NumberTokenizer(VOCABULARY, POSITIONS), Pooling.CLS);
    }

    private static OnnxGraph graph(String model) {
        return OnnxImport.open(TeacherFiles.model(model), TeacherFiles.cases(TeacherFiles.model(model)));
    }
}

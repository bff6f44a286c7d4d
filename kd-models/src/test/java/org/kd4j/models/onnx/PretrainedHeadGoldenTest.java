package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.encoder.EmbeddingWeights;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** The heads of exported classifiers, with which training goes on; PyTorch says what their logits are. */
class PretrainedHeadGoldenTest {
    @ParameterizedTest
    @CsvSource({
        "bert-opset11, CLS, TANH",
        "bert-opset14-hidden, CLS, TANH",
        "bert-opset17, CLS, TANH",
        "distilbert-opset13, CLS, RELU",
        "roberta-opset13, CLS, TANH"
    })
    void aTeacherThatHasNotLearntYetAnswersAsItDidInPyTorch(String teacher, Pooling pooling, HeadKind kind) {
        assertAnswers(TeacherFiles.model(teacher), pooling, kind);
    }

    @ParameterizedTest
    @CsvSource({
        "albert-sdpa-opset17-unfolded, CLS, TANH",
        "xlmr-eager-opset18-unfolded, CLS, TANH",
        "electra-eager-opset11-unfolded, CLS, GELU",
        "first, CLS, LINEAR",
        "mean, MEAN, LINEAR",
        "mean-relu, MEAN, RELU",
        "first-gelu, CLS, GELU",
        "mean-gelu-tanh, MEAN, GELU_TANH"
    })
    void soDoOtherHeads(String model, Pooling pooling, HeadKind kind) {
        assertAnswers(file(model), pooling, kind);
    }

    @ParameterizedTest
    @CsvSource({
        "normalised, neither from the state of the first position nor from the mean",
        "longest, neither from the state of the first position nor from the mean",
        "two, neither from the state of the first position nor from the mean",
        "narrow, does not take one vector a text of the hidden states' width",
        "unbiased, not that of a linear layer with a bias",
        "mpnet-eager-opset14, no encoder that the CPU engine knows",
    })
    void saysWhyAHeadIsNotTakenOver(String model, String why) {
        try (OnnxGraph graph = OnnxImport.open(file(model), List.of())) {
            assertThat(graph.pretrainedHead())
                    .isInstanceOfSatisfying(
                            HeadSearch.None.class,
                            none -> assertThat(none.reason()).contains(why));
        }
    }

    @Test
    void logitsCanBePutInAnotherOrder() {
        try (OnnxGraph graph = OnnxImport.open(TeacherFiles.model("bert-opset17"), List.of())) {
            PretrainedHead head = head(graph);
            int[] order = {2, 0, 1};
            assertAnswers(graph, head.arranged(order), TeacherFiles.model("bert-opset17"), order);
        }
    }

    @Test
    void staysWithASavedGraph(@TempDir Path folder) throws IOException {
        Path file = TeacherFiles.model("distilbert-opset13");
        ObjectNode signature;
        try (OnnxGraph graph = OnnxImport.open(file, List.of())) {
            signature = SavedGraph.save(graph, folder, SavedGraph.MOST_INLINE_BYTES);
        }
        try (OnnxGraph saved = SavedGraph.load(folder, "saved", "0", signature)) {
            assertAnswers(saved, head(saved), file, new int[] {0, 1, 2});
        }
        ((ObjectNode) signature.get("encoder")).remove("head");
        try (OnnxGraph saved = SavedGraph.load(folder, "saved", "0", signature)) {
            assertThat(saved.pretrainedHead())
                    .isEqualTo(new HeadSearch.None("it was imported before heads were known; import it again"));
        }
    }

    private static Path file(String model) {
        return TeacherFiles.encoders().stream()
                .filter(file -> file.endsWith(model + ".onnx"))
                .findFirst()
                .orElseGet(() -> TeacherFiles.heads().resolve(model + ".onnx"));
    }

    private static PretrainedHead head(OnnxGraph graph) {
        assertThat(graph.pretrainedHead()).isInstanceOf(HeadSearch.Found.class);
        return ((HeadSearch.Found) graph.pretrainedHead()).head();
    }

    private static void assertAnswers(Path file, Pooling pooling, HeadKind kind) {
        try (OnnxGraph graph = OnnxImport.open(file, List.of())) {
            PretrainedHead head = head(graph);
            assertThat(head.pooling()).isEqualTo(pooling);
            assertThat(head.kind()).isEqualTo(kind);
            assertAnswers(graph, head, file, new int[] {0, 1, 2});
        }
    }

    /** @param order which of PyTorch's logits each one is */
    private static void assertAnswers(OnnxGraph graph, PretrainedHead head, Path file, int[] order) {
        PretrainedEncoder encoder = graph.pretrained();
        EmbeddingWeights tables = encoder.embeddings();
        int words = tables.words().remaining() / tables.norm().gain().remaining();
        int padding = tables.rule() instanceof PositionRule.BehindPadding behind ? behind.paddingId() : 0;
        TextTask task = new TextTask(words, padding, longest(TeacherFiles.cases(file)), order.length);
        TransformerSettings settings =
                TransformerSettings.of(task, encoder).like(head).withDropout(0);
        try (TransformerStudent student = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 1)
                .startingFrom(encoder)
                .startingFrom(head)) {
            for (ParityCase one : TeacherFiles.cases(file)) {
                float[][] logits = student.logits(tokens(one));
                for (int text = 0; text < logits.length; text++) {
                    for (int c = 0; c < order.length; c++) {
                        float expected = one.outputs().get("logits").values()[text * order.length + order[c]];
                        assertThat(logits[text][c]).isCloseTo(expected, within(1e-5f));
                    }
                }
            }
        }
    }

    private static int longest(List<ParityCase> cases) {
        return cases.stream()
                .mapToInt(one -> one.inputs().get("input_ids")[0].length)
                .max()
                .orElseThrow();
    }

    private static int[][] tokens(ParityCase one) {
        long[][] ids = one.inputs().get("input_ids");
        long[][] mask = one.inputs().get("attention_mask");
        int[][] tokens = new int[ids.length][];
        for (int text = 0; text < ids.length; text++) {
            int length = (int) Arrays.stream(mask[text]).sum();
            tokens[text] = Arrays.stream(ids[text], 0, length)
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
        return tokens;
    }
}

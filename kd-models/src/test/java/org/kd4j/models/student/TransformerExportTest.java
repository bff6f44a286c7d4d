package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.onnx.TextModel;
import org.kd4j.models.teacher.ImportedTeacher;
import org.kd4j.models.teacher.TeacherFolder;

/** A student written as a teacher's folder, of every form that the engine trains. */
class TransformerExportTest {
    private static final TextTask TASK = new TextTask(23, 1, 12, 3);
    private static final int[][] ROWS = {{5, 7, 9, 2}, {3}, {4, 4, 4, 22, 0, 6, 8}};

    @TempDir
    Path folder;

    static Stream<TransformerSettings> forms() {
        return Stream.of(
                TransformerSettings.of(TASK, 3, 8, 2, 12),
                settings(new PositionRule.FromStart(), 12, 2, 8, false, Activation.GELU)
                        .withHead(HeadKind.TANH)
                        .withPooling(Pooling.CLS),
                settings(new PositionRule.BehindPadding(1), 14, 1, 8, false, Activation.GELU_TANH)
                        .withHead(HeadKind.RELU),
                settings(new PositionRule.FromStart(), 12, 2, 6, true, Activation.RELU)
                        .withPooling(Pooling.CLS),
                settings(new PositionRule.FromStart(), 0, 0, 8, false, Activation.GELU)
                        .withHead(HeadKind.GELU),
                settings(new PositionRule.FromStart(), 0, 0, 8, false, Activation.GELU)
                        .withHead(HeadKind.GELU_TANH)
                        .withPooling(Pooling.CLS));
    }

    /** @param shared whether all blocks have the same weights */
    private static TransformerSettings settings(
            PositionRule rule, int positions, int types, int width, boolean shared, Activation activation) {
        EmbeddingShape embeddings = new EmbeddingShape(23, positions, rule, types, width, width != 8);
        EncoderShape encoder = new EncoderShape(embeddings, 8, 2, 12, 3, shared, activation, 1e-5f);
        return new TransformerSettings(TASK, encoder, Pooling.MEAN, HeadKind.LINEAR, 0.1);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void answersAsTheStudentOnBothEngines(TransformerSettings settings) throws IOException {
        try (TransformerStudent student = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 5)) {
            write(student);
            float[][] expected = student.logits(ROWS);
            for (Engine engine : List.of(Engine.ENCODER, Engine.SAMEDIFF)) {
                try (TextModel model = TeacherFolder.open(folder).model(engine)) {
                    assertThat(model.engine()).isEqualTo(engine);
                    assertThat(model.fingerprint()).isEqualTo(student.fingerprint());
                    float[] found = model.run(inputs(model), List.of("logits"))
                            .get("logits")
                            .values();
                    for (int i = 0; i < found.length; i++) {
                        assertThat(found[i])
                                .as("%s, logit %d", engine, i)
                                .isCloseTo(expected[i / 3][i % 3], within(1e-5f));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isWhatAnotherStudentStartsFrom(TransformerSettings settings) throws IOException {
        try (TransformerStudent student = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 5)) {
            write(student);
            try (OnnxGraph graph = TeacherFolder.open(folder).graph()) {
                PretrainedEncoder encoder = graph.pretrained();
                TransformerSettings same = TransformerSettings.of(TASK, encoder);
                assertThat(same.encoder()).isEqualTo(settings.encoder());
                try (TransformerStudent next = TransformerStudent.create(same, StepSettings.of(new Sgd()), 6)
                        .startingFrom(encoder)) {
                    EncoderTokens tokens = EncoderTokens.of(ROWS, TASK.paddingId());
                    assertThat(next.hiddenStates(tokens, 3)).isEqualTo(student.hiddenStates(tokens, 3));
                }
            }
        }
    }

    private void write(TransformerStudent student) throws IOException {
        OnnxImport.Verified verified = student.classifier("tuned");
        TeacherFolder.write(
                folder, new ImportedTeacher(Path.of("m"), verified, Optional.empty(), List.of("a", "b", "c")), 0);
        verified.graph().close();
    }

    private static Map<String, long[][]> inputs(TextModel model) {
        EncoderTokens tokens = EncoderTokens.of(ROWS, TASK.paddingId());
        return model.inputs().contains("token_type_ids")
                ? Map.of("input_ids", tokens.ids(), "attention_mask", tokens.mask(), "token_type_ids", new long[3][7])
                : Map.of("input_ids", tokens.ids(), "attention_mask", tokens.mask());
    }
}

package org.kd4j.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.training.Adam;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.AnnotatorStudent;
import org.kd4j.models.annotator.PanelStudent;
import org.kd4j.models.student.KimCnn;
import org.kd4j.models.student.KimCnnSettings;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelBundleTest {
    private static final List<String> TEXTS = List.of("it was good", "", "bad", "it was not good it was not bad");

    /** The words of {@link #TEXTS}, at most six of each. */
    private static final int[][] PLAIN = {{4, 5, 6}, {}, {7}, {4, 5, 8, 6, 4, 5}};

    private static final int[][] FRAMED = {{2, 4, 5, 6, 3}, {2, 3}, {2, 7, 3}, {2, 4, 5, 8, 6, 3}};

    @TempDir
    private Path folder;

    static Stream<SmallModels.Model> models() {
        return SmallModels.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersToTheBitAsTheModelThatWasSaved(SmallModels.Model model) throws Exception {
        float[][] expected = model.student().logits(model.specialTokens() ? FRAMED : PLAIN);
        Path file = model.write(folder);
        model.student().close();

        try (ModelBundle bundle = ModelBundle.open(file)) {
            assertThat(bundle.logits(TEXTS)).isDeepEqualTo(expected);
            List<Prediction> predictions = bundle.predict(TEXTS);
            assertThat(predictions).extracting(Prediction::truncated).containsExactly(false, false, false, true);
            for (int text = 0; text < expected.length; text++) {
                double sum = 0;
                int best = 0;
                for (int c = 0; c < 3; c++) {
                    sum += Math.exp(expected[text][c]);
                    best = expected[text][c] > expected[text][best] ? c : best;
                }
                assertThat(predictions.get(text).label()).isEqualTo(SmallModels.LABELS.get(best));
                for (int c = 0; c < 3; c++) {
                    assertThat(predictions.get(text).probabilities()[c])
                            .isCloseTo(Math.exp(expected[text][c]) / sum, within(1e-12));
                }
            }
            assertThat(bundle.predict(List.of())).isEmpty();
            assertThat(bundle.settings()).isEqualTo(model.settings());
            assertThat(bundle.labels()).isEqualTo(SmallModels.LABELS);
        }
    }

    /** Texts do not all give one answer, else the test above would see little. */
    @ParameterizedTest
    @MethodSource("models")
    void answersDependOnTheText(SmallModels.Model model) throws Exception {
        Path file = model.write(folder);
        model.student().close();
        try (ModelBundle bundle = ModelBundle.open(file)) {
            float[][] logits = bundle.logits(TEXTS);
            assertThat(logits[0]).isNotEqualTo(logits[2]);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void dl4jOpensTheFilesOfStudents(SmallModels.Model model) throws Exception {
        if (model.settings() instanceof ModelSettings.Annotators) {
            return;
        }
        Path file = model.write(folder);
        model.student().close();
        INDArray ids = Nd4j.createFromArray(new int[][][] {{{4, 5, 6, 0, 0, 0}}, {{4, 5, 8, 7, 0, 0}}});
        ComputationGraph bare = ComputationGraph.load(folder.resolve("weights").toFile(), true);
        ComputationGraph bundled = ComputationGraph.load(file.toFile(), true);
        assertThat(bundled.getConfiguration().toJson())
                .isEqualTo(bare.getConfiguration().toJson());
        INDArray answers = bundled.outputSingle(ids);
        assertThat(answers).isEqualTo(bare.outputSingle(ids));
        assertThat(answers.getFloat(0, 0)).isNotEqualTo(answers.getFloat(1, 0));
    }

    /** Whoever loads a student as before may name the file that a sweep publishes. */
    @Test
    void aStudentIsReadFromItAsFromItsOwnFile() throws Exception {
        SmallModels.Model model = SmallModels.kimCnn();
        Path file = model.write(folder);
        ModelSettings.KimCnn settings = (ModelSettings.KimCnn) model.settings();
        try (KimCnn loaded = KimCnn.load(
                file,
                new KimCnnSettings(
                        settings.task(),
                        settings.embedding(),
                        settings.widths(),
                        settings.filters(),
                        0.5,
                        Adam.standard()))) {
            assertThat(loaded.logits(PLAIN)).isDeepEqualTo(model.student().logits(PLAIN));
        }
        model.student().close();
    }

    @Test
    void anUnknownAnnotatorHasTheUnknownOnesAnswer() throws Exception {
        SmallModels.Model model = SmallModels.annotators(new AnnotatorSettings.SeparateHeads());
        double[][][] expected =
                ((AnnotatorStudent) model.student()).probabilities(new int[][] {FRAMED[0]}, new int[][] {{2, 0, 1}});
        Path file = model.write(folder);
        model.student().close();

        try (ModelBundle bundle = ModelBundle.open(file)) {
            assertThat(bundle.annotators()).map(Annotators::names).contains(List.of("ann", "bob", "cy"));
            List<Prediction> asked = bundle.predict(TEXTS.subList(0, 1), List.of("bob", "zoe", "ann"))
                    .get(0);
            for (int i = 0; i < 3; i++) {
                assertThat(asked.get(i).probabilities()).isEqualTo(expected[0][i]);
            }
            assertThat(expected[0][0]).isNotEqualTo(expected[0][1]);
        }
    }

    /** It answers for each of those who taught it, and for strangers as all of them do. */
    @Test
    void aStudentOfSeveralAnswersForEach() throws Exception {
        SmallModels.Model model = SmallModels.panel();
        PanelStudent student = (PanelStudent) model.student();
        double[][] expected = student.probabilities(new int[][] {PLAIN[0]}, new int[][] {{2, 1}})[0];
        Path file = model.write(folder);
        student.close();

        try (ModelBundle bundle = ModelBundle.open(file)) {
            assertThat(bundle.annotators()).contains(SmallModels.PEOPLE);
            List<String> text = TEXTS.subList(0, 1);
            List<Prediction> asked =
                    bundle.predict(text, List.of("bob", "ann", "zoe")).get(0);
            assertThat(asked.get(0).probabilities()).isEqualTo(expected[0]);
            assertThat(asked.get(1).probabilities()).isEqualTo(expected[1]);
            assertThat(asked.get(2).probabilities())
                    .isEqualTo(bundle.predict(text).get(0).probabilities());
            assertThat(expected[0]).isNotEqualTo(expected[1]);
        }
    }

    @Test
    void aStudentTellsNoAnnotatorsApart() throws Exception {
        SmallModels.Model model = SmallModels.fastText();
        Path file = model.write(folder);
        model.student().close();
        try (ModelBundle bundle = ModelBundle.open(file)) {
            assertThat(bundle.annotators()).isEmpty();
            assertThatThrownBy(() -> bundle.predict(TEXTS, List.of("ann"))).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void equalModelsAreEqualFiles(SmallModels.Model model) throws Exception {
        byte[] first = Files.readAllBytes(model.write(folder));
        assertThat(Files.readAllBytes(model.write(folder))).isEqualTo(first);
        model.student().close();
    }

    @Test
    void labelsAreTheModels() throws Exception {
        SmallModels.Model model = SmallModels.fastText();
        Path weights = folder.resolve("weights");
        model.student().save(weights);
        model.student().close();
        assertThatThrownBy(() -> ModelBundle.write(
                        folder.resolve("model.zip"),
                        weights,
                        model.settings(),
                        List.of("bad", "good"),
                        SmallModels.tokenizer(),
                        false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 different ones");
        assertThat(folder.resolve("model.zip")).doesNotExist();
    }

    @Test
    void aFileThatIsNoneIsRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("text.zip"), "no archive");
        assertThatThrownBy(() -> ModelBundle.open(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(text + ": found a file that is no zip archive");
        assertThatThrownBy(() -> ModelBundle.open(folder.resolve("none.zip")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found no such file");
        assertThatThrownBy(() -> ModelBundle.open(folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found no file");
    }
}

package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.StudentConfig.Transformer;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.arbiter.config.TrainingConfig;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.Schedule;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.TransformerEngine;

/** The configurations that lie beside the code. */
class RecipesTest {
    private static final Path CONFIGS = Path.of("..", "configs");

    static List<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(CONFIGS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void areValid(Path recipe) {
        Sweep.check(ConfigTree.read(recipe, List.of()));
    }

    /** Whatever the sizes of teacher and student. */
    @ParameterizedTest
    @ValueSource(strings = {"sst2-distilbert.yaml", "sst2-roberta-large.yaml"})
    void distilsAsTheResearchNotebook(String recipe) {
        Config config = ConfigTree.read(CONFIGS.resolve(recipe), List.of()).toConfig();
        TrainingConfig training = config.training();

        assertThat(config.data().maxTokens()).isEqualTo(128);
        assertThat(config.objective().toObjective()).isEqualTo(new Hinton(2, 1 - 0.9, 0.9, Reduction.BATCHMEAN));
        assertThat(training.batchSize()).isEqualTo(16);
        assertThat(training.epochs()).isEqualTo(3);
        assertThat(training.optimizer().toOptimizer()).isEqualTo(AdamW.of(0.01));
        assertThat(training.optimizer().learningRate()).isEqualTo(3e-5);
        assertThat(training.schedule().toSchedule()).isEqualTo(new Schedule.Linear(0.1));
        assertThat(config.sweep().grid())
                .isEqualTo(Map.of("objective.temperature", List.of(1, 2, 4), "objective.alpha", List.of(0.5, 0.9)));
        assertThat(config.sweep().baseline()).isTrue();
    }

    /** DistilBERT's sizes and head, from RoBERTa-large, whose vocabulary and width are others. */
    @Test
    void hasTheSizesOfTheResearchNotebook() {
        Config config = ConfigTree.read(CONFIGS.resolve("sst2-roberta-large.yaml"), List.of())
                .toConfig();

        assertThat(config.teacher().head()).isEqualTo(TeacherConfig.Head.AS_IS);
        assertThat(config.student())
                .isEqualTo(new Transformer(
                        "distilbert/tokenizer.json",
                        6,
                        768,
                        12,
                        3072,
                        Pooling.CLS,
                        HeadKind.RELU,
                        0.1,
                        Transformer.Init.RANDOM,
                        TransformerEngine.AUTO));
    }

    /** Loss and layers of the published recipe, on a teacher of twelve blocks of BERT's sizes. */
    @Test
    void exchangesAsPublished() {
        Config config =
                ConfigTree.read(CONFIGS.resolve("sst2-diito.yaml"), List.of()).toConfig();
        DiitoConfig diito = (DiitoConfig) config.objective();

        assertThat(diito.toObjective())
                .isEqualTo(
                        new Diito(new Hinton(20, 1 - 0.7, 0.7, Reduction.MEAN), new Hinton(20, 0, 1, Reduction.MEAN)));
        List<Alignment> alignments = new TeacherSizes(12, 768, 12).alignments(diito, (Transformer) config.student());
        assertThat(alignments).extracting(Alignment::student).containsExactly(1, 2, 3, 4, 5);
        assertThat(alignments).extracting(Alignment::teacher).containsExactly(2, 4, 6, 8, 10);
        assertThat(config.training().batchSize()).isEqualTo(32);
        assertThat(config.training().epochs()).isEqualTo(5);
        assertThat(config.training().optimizer().learningRate()).isEqualTo(2e-5);
    }

    /** Its comment says how. */
    @Test
    void fitsTheModelInsideTheJarToo() {
        Config config = ConfigTree.read(
                        CONFIGS.resolve("sst2-diito.yaml"),
                        List.of(
                                "teacher.model=minilm",
                                "student.layers=3",
                                "student.hidden=384",
                                "student.intermediate=1536",
                                "objective.alignedLayers=skip"))
                .toConfig();

        assertThat(new TeacherSizes(6, 384, 12)
                        .alignments((DiitoConfig) config.objective(), (Transformer) config.student()))
                .extracting(Alignment::teacher)
                .containsExactly(2, 4);
    }
}

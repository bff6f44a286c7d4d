package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.StudentConfig.Transformer;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Reduction;

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

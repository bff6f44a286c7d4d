package org.kd4j.arbiter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LogitRegression;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.EarlyStopping;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.student.TransformerEngine;

class ConfigTreeTest {
    @TempDir
    Path folder;

    @Test
    void hasADefaultForEveryKey() {
        Config config = ConfigTree.read(null, List.of()).toConfig();

        assertThat(config.data().isDemonstration()).isTrue();
        assertThat(config.teacher().isBuiltIn()).isTrue();
        assertThat(config.student()).isEqualTo(new StudentConfig.KimCnn(null, 50, List.of(3, 4, 5), 100, 0.5));
        assertThat(config.objective().toObjective()).isEqualTo(Hinton.of(2.0, 0.9));
        assertThat(config.sweep().grid())
                .isEqualTo(Map.of("objective.temperature", List.of(1, 2, 4), "objective.alpha", List.of(0.5, 0.9)));
    }

    @Test
    void leavesColumnsToTheFormat() {
        DataConfig glue = ConfigTree.read(null, List.of()).toConfig().data();
        DataConfig civil = ConfigTree.read(null, List.of("data.format=civil-comments"))
                .toConfig()
                .data();

        assertThat(List.of(glue.textColumn(), glue.labelColumn())).containsExactly("sentence", "label");
        assertThat(glue.labelThreshold()).isNull();
        assertThat(glue.groupColumns()).isEmpty();
        assertThat(civil.textColumn()).isNull();
        assertThat(civil.labelThreshold()).isEqualTo(0.5);
        assertThat(civil.groupColumns()).isNull();
    }

    @Test
    void readsAnEvaluationSetAsTheDataWhereItSaysNothingElse() {
        DataConfig data = ConfigTree.read(
                        null,
                        List.of(
                                "data={format: csv, train: a.csv, textColumn: case, labelColumn: share, idColumn: id}",
                                "data.labelThreshold=0.3",
                                "data.groupsByValue=[target]",
                                "data.evaluations={b: {file: b.csv}, a: {file: a.csv, labelColumn: toxic, groupsByValue: []}}",
                                "data.evaluations.c={file: c.csv, format: civil-comments, labelNames: {1: 0, 0: 1}}",
                                "data.evaluations.d={file: d.tsv, format: glue, groupColumns: [male]}"))
                .toConfig()
                .data();

        assertThat(data.evaluations().keySet()).containsExactly("b", "a", "c", "d");
        assertThat(format(data, "b"))
                .isEqualTo(new TextFormat(
                        DataConfig.Format.CSV, "case", "share", null, 0.3, List.of(), List.of("target")));
        assertThat(format(data, "a"))
                .isEqualTo(new TextFormat(DataConfig.Format.CSV, "case", "toxic", null, null, List.of(), List.of()));
        assertThat(format(data, "c"))
                .isEqualTo(new TextFormat(DataConfig.Format.CIVIL_COMMENTS, null, null, null, 0.5, null, List.of()));
        assertThat(format(data, "d"))
                .isEqualTo(new TextFormat(
                        DataConfig.Format.GLUE, "sentence", "label", null, null, List.of("male"), List.of()));
        assertThat(data.evaluations().get("c").labelNames()).isEqualTo(Map.of("1", "0", "0", "1"));
    }

    private static TextFormat format(DataConfig data, String evaluation) {
        return data.textFormat(data.evaluations().get(evaluation));
    }

    @Test
    void namesThePlaceOfAnEvaluationSetsKey() throws Exception {
        Path file = file("data:\n  train: a.csv\n  evaluations:\n    other:\n      file: b.csv\n      colums: [a]\n");
        assertThatThrownBy(() -> ConfigTree.read(file, List.of()).toConfig())
                .hasMessageStartingWith(file + ":6:7 data.evaluations.other.colums: found the unknown key 'colums'");

        Path twice = file("data:\n  evaluations:\n    other: {file: b}\n    other: {file: c}\n");
        assertThatThrownBy(() -> ConfigTree.read(twice, List.of()))
                .hasMessageStartingWith(twice + ":4:5 data.evaluations.other: found the key twice");
    }

    @Test
    void takesDefaultsOfTheChosenKinds() {
        Config config = ConfigTree.read(
                        null, List.of("student.kind=fasttext-linear", "objective.kind=logit-regression"))
                .toConfig();

        assertThat(config.training().batchSize()).isEqualTo(1);
        assertThat(config.objective().toObjective()).isEqualTo(new LogitRegression(0, 1, Reduction.MEAN));
        assertThat(config.sweep().grid()).containsOnlyKeys("objective.alpha");
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, student.kind=fasttext-linear",
        "0.2, student.kind=fasttext-linear objective.kind=logit-regression",
        "0.2, objective.kind=logit-regression training.optimizer.kind=sgd student.kind=fasttext-linear",
        "0.4, training.optimizer.learningRate=0.4 student.kind=fasttext-linear objective.kind=logit-regression",
        "0.001, objective.kind=logit-regression",
        "0.5, objective.kind=logit-regression training.optimizer.kind=sgd"
    })
    void takesTheRateOfStudentAndObjectiveTogether(double rate, String settings) {
        Config config = ConfigTree.read(null, List.of(settings.split(" "))).toConfig();

        assertThat(config.training().optimizer().learningRate()).isEqualTo(rate);
    }

    @Test
    void takesAStudentsEngineByName() {
        for (TransformerEngine engine : TransformerEngine.values()) {
            String name = engine.name().toLowerCase(Locale.ROOT);
            List<String> settings = List.of("student.kind=transformer", "student.engine=" + name);
            StudentConfig found = ConfigTree.read(null, settings).toConfig().student();
            assertThat(((StudentConfig.Transformer) found).engine()).isEqualTo(engine);
        }
    }

    @Test
    void takesAStudentsHeadByName() {
        for (HeadKind head : HeadKind.values()) {
            List<String> settings = List.of("student.kind=transformer", "student.head=" + head.text());
            StudentConfig found = ConfigTree.read(null, settings).toConfig().student();
            assertThat(((StudentConfig.Transformer) found).head()).isEqualTo(head);
        }
    }

    @Test
    void takesAnEngineByName() {
        assertThat(ConfigTree.read(null, List.of()).toConfig().teacher().engine())
                .isEqualTo(Engine.AUTO);
        for (Engine engine : Engine.values()) {
            assertThat(ConfigTree.read(null, List.of("teacher.engine=" + engine.text()))
                            .toConfig()
                            .teacher()
                            .engine())
                    .isEqualTo(engine);
        }
        assertThatThrownBy(() ->
                        ConfigTree.read(null, List.of("teacher.engine=tpu")).toConfig())
                .hasMessageContainingAll("teacher.engine", "tpu", "onnxruntime");
    }

    @Test
    void letsSettingsWinOverTheFileAndTheFileOverDefaults() throws Exception {
        Path file = file("training: {epochs: 7, batchSize: 16}\nobjective:\n  temperature: 8\n");

        Config config = ConfigTree.read(file, List.of("training.batchSize=64")).toConfig();

        assertThat(config.training().epochs()).isEqualTo(7);
        assertThat(config.training().batchSize()).isEqualTo(64);
        assertThat(config.objective().toObjective()).isEqualTo(Hinton.of(8, 0.9));
    }

    @Test
    void takesWeightsByNameOverAlpha() throws Exception {
        Path file = file("objective: {hardWeight: 1, softWeight: 0.05}\n");

        assertThat(ConfigTree.read(file, List.of()).toConfig().objective().toObjective())
                .isEqualTo(new Hinton(2, 1, 0.05, Reduction.BATCHMEAN));
    }

    @Test
    void replacesAGridAsAWhole() {
        Config config = ConfigTree.read(null, List.of("sweep.grid={objective.temperature: [3]}"))
                .toConfig();

        assertThat(config.sweep().grid()).isEqualTo(Map.of("objective.temperature", List.of(3)));
    }

    @Test
    void setsOneAxisOfTheGrid() {
        Config config = ConfigTree.read(null, List.of("sweep.grid.objective.temperature=[3]"))
                .toConfig();

        assertThat(config.sweep().grid())
                .isEqualTo(Map.of("objective.temperature", List.of(3), "objective.alpha", List.of(0.5, 0.9)));
    }

    @Test
    void hasDefaultsForHowToStepAndWhenToStop() {
        TrainingConfig training = ConfigTree.read(null, List.of()).toConfig().training();
        assertThat(training.accumulation()).isEqualTo(1);
        assertThat(training.clipNorm()).isNull();
        assertThat(training.earlyStopping().toEarlyStopping()).isEmpty();
        assertThat(training.checkpoint()).isEqualTo(new TrainingConfig.CheckpointConfig(100, 10));
        assertThat(training.schedule()).isEqualTo(new TrainingConfig.Constant(0));

        TrainingConfig set = ConfigTree.read(
                        null,
                        List.of(
                                "training.optimizer.kind=adamw",
                                "training.clipNorm=1",
                                "training.earlyStopping.patience=2",
                                "training.earlyStopping.metric=loss"))
                .toConfig()
                .training();
        assertThat(set.optimizer().toOptimizer()).isEqualTo(AdamW.of(0.01));
        assertThat(set.clipNorm()).isEqualTo(1.0);
        assertThat(set.earlyStopping().toEarlyStopping())
                .contains(new EarlyStopping(2, 0, EarlyStopping.Direction.SMALLER));
    }

    @ParameterizedTest
    @CsvSource({
        "training.optimizer.weightDecay=0.1, training.optimizer.weightDecay: found 0.1",
        "training.clipNorm=0, training.clipNorm: found 0.0",
        "training.accumulation=0, training.accumulation: found 0",
        "training.earlyStopping.patience=0, training.earlyStopping.patience: found 0",
        "training.earlyStopping.metric=f1, training.earlyStopping.metric",
        "training.checkpoint.seconds=-1, training.checkpoint.seconds: found -1.0"
    })
    void refusesStepsAndStopsThatMakeNoSense(String setting, String message) {
        assertThatThrownBy(() -> ConfigTree.read(null, List.of(setting)).toConfig())
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(message);
    }

    @Test
    void forgetsTheKeysOfAnotherKindOfSchedule() {
        Config config = ConfigTree.read(null, List.of("training.schedule={kind: linear, warmup: 0.2}"))
                .with("training.schedule", Map.of("kind", "halving"), "test")
                .toConfig();

        assertThat(config.training().schedule()).isEqualTo(new TrainingConfig.Halving());
    }

    @Test
    void changesAKindThatTheFileNames() throws Exception {
        Path file =
                file("student: {kind: kim-cnn, embedding: 20, filters: 7}\nobjective: {kind: hinton, alpha: 0.3}\n");

        Config config = ConfigTree.read(
                        file, List.of("student.kind=fasttext-linear", "objective.kind=logit-regression"))
                .toConfig();

        assertThat(config.student()).isEqualTo(new StudentConfig.FastTextLinear(null, 20));
        assertThat(config.objective().toObjective()).isEqualTo(new LogitRegression(0.7, 0.3, Reduction.MEAN));
        assertThat(config.training().batchSize()).isEqualTo(1);
    }

    @Test
    void keepsASettingThatTheNewKindHasTooInAnyOrder() {
        for (List<String> settings : List.of(
                List.of("training.optimizer.learningRate=0.1", "training.optimizer.kind=sgd"),
                List.of("training.optimizer.kind=sgd", "training.optimizer.learningRate=0.1"))) {
            assertThat(ConfigTree.read(null, settings)
                            .toConfig()
                            .training()
                            .optimizer()
                            .learningRate())
                    .isEqualTo(0.1);
        }
        assertThat(ConfigTree.read(null, List.of("training.optimizer.kind=sgd"))
                        .toConfig()
                        .training()
                        .optimizer()
                        .learningRate())
                .isEqualTo(0.5);
    }

    @Test
    void replacesAGridInsideAWholeSection() {
        Config config = ConfigTree.read(null, List.of("sweep={grid: {objective.alpha: [0.4]}}"))
                .toConfig();

        assertThat(config.sweep().grid()).isEqualTo(Map.of("objective.alpha", List.of(0.4)));
        assertThat(config.sweep().baseline()).isTrue();
    }

    @Test
    void writesYamlThatReadsBackTheSame() throws Exception {
        ConfigTree tree = ConfigTree.read(
                null,
                List.of(
                        "student.kind=fasttext-linear",
                        "data.labels=['0', 'yes']",
                        "training.seed=42",
                        "data.train=a.csv",
                        "data.evaluations.other={file: b.csv, labelNames: {'True': yes, 2: '0'}}"));

        ConfigTree back = ConfigTree.read(file(tree.toYaml()), List.of());

        assertThat(back.toConfig()).isEqualTo(tree.toConfig());
        assertThat(back.flatten()).isEqualTo(tree.flatten());
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("config.yaml"), text);
    }

    @Test
    void knowsWhichKeysAreGivenHoweverTheyAreWritten() {
        ConfigTree tree = ConfigTree.read(
                null, List.of("data={format: csv}", "sweep.grid.objective.temperature=[2]", "student.kind=kim-cnn"));

        assertThat(List.of("data", "data.format", "sweep.grid", "sweep.grid.objective.temperature", "student.kind"))
                .allMatch(tree::gives);
        assertThat(List.of(
                        "data.train", "sweep.seeds", "sweep.grid.objective.alpha", "training", "objective.temperature"))
                .noneMatch(tree::gives);
        assertThat(tree.text("data.format")).contains("csv");
        assertThat(tree.text("data.train")).isEmpty();
    }
}

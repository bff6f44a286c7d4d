package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.report.AnnotatorTable;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.AnnotatorResults.Counts;
import org.kd4j.arbiter.results.AnnotatorResults.Reference;
import org.kd4j.arbiter.results.EpochScores;
import org.kd4j.arbiter.results.ModelScores;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.failure.RunConflict;
import org.kd4j.data.annotations.Part;
import org.kd4j.models.bundle.ModelBundle;

/** Small sweeps over models of annotators, from the file to the results and the model. */
class AnnotatorSweepTest extends AbstractAnnotatorSweepTest {

    private static AnnotatorMetrics test(TrialResult trial) {
        return trial.test().annotators();
    }

    private static AnnotatorMetrics test(AnnotatorResults results, String reference) {
        return results.references().stream()
                .filter(one -> one.name().equals(reference))
                .map(Reference::test)
                .findFirst()
                .orElseThrow()
                .annotators();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "annotators={model: separate-heads}",
                "annotators={model: separate-heads, pooler: {width: 20, activation: gelu}}",
                "annotators={model: separate-heads, classWeights: balanced-each, averaging: labels}",
                "annotators={model: shared-recommender, embedding: 8, attributes: [side]}",
                "annotators={model: shared-recommender, embedding: 8, ids: false, attributes: [side], combiner: {kind: feed-forward, layers: 1}}"
            })
    void tellsAnnotatorsApart(String model) throws Exception {
        AnnotatorResults results = sweep(model);

        assertThat(results.trials()).extracting(TrialResult::state).containsOnly(TrialResult.State.DONE);
        TrialResult majority = results.trials().get(0);
        TrialResult told = results.trials().get(1);
        assertThat(majority.baseline()).isTrue();
        assertThat(results.chosen()).isEqualTo(1);
        double oracle = test(results, "item-mode oracle").individual().accuracy();
        assertThat(test(majority).individual().accuracy()).isLessThanOrEqualTo(oracle);
        assertThat(test(told).individual().accuracy()).isGreaterThan(oracle).isGreaterThan(0.8);
        assertThat(test(told).soft().crossEntropy())
                .isLessThan(test(majority).soft().crossEntropy());
        assertThat(test(told).groups())
                .extracting(AnnotatorMetrics.Group::value)
                .containsExactly("left", "right");
        assertThat(AnnotatorTable.render(results))
                .contains("item-mode oracle", "majority (baseline)", "side: gap ")
                .satisfies(table -> assertThat(table.lines()).allMatch(line -> line.length() <= 100));
    }

    @Test
    void writesWhatItFoundAndTheModel() throws Exception {
        AnnotatorResults results = sweep("annotators={model: separate-heads}", "sweep.seeds=[1, 2]");

        assertThat(results.trials()).hasSize(4);
        assertThat(AnnotatorTable.render(results))
                .contains("separate-heads", "+-")
                .doesNotContain("±");
        assertThat(Files.readString(folder.resolve("run/report.html")))
                .containsPattern("\\d\\.\\d{4}±\\d\\.\\d{4}")
                .doesNotContainPattern("\\d\\+-\\d");
        List<String> rows = Files.readAllLines(folder.resolve("run/results.csv"));
        assertThat(rows).hasSize(1 + 3 + 4);
        assertThat(rows.get(0)).contains("dev_accuracy", "test_soft_ce", "test_disagreement");
        assertThat(Files.readAllLines(folder.resolve("run/epochs.csv"))).hasSize(1 + 4 * 30);
        assertThat(Files.readString(folder.resolve("run/results.json"))).contains("\"references\"", "\"epochs\"");
        // The seven of a set: three references and four trials; two sets, two groups.
        assertThat(Files.readAllLines(folder.resolve("run/groups.csv"))).hasSize(1 + 7 * 2 * 2);
        try (ModelBundle model = ModelBundle.open(folder.resolve("run/annotators.zip"))) {
            Annotators known = model.annotators().orElseThrow();
            assertThat(known.names()).containsExactly("p0", "p1", "p2", "p3", "p4", "p5");
            assertThat(known.attributes().get("side"))
                    .containsExactly("left", "right", "left", "right", "left", "right");
        }
        assertThat(Files.readAllLines(folder.resolve("run/split.csv"))).hasSize(1 + ITEMS);
    }

    /** What is saved answers for people as the model did when the sweep scored it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "annotators={model: separate-heads}",
                "annotators={model: shared-recommender, embedding: 8, attributes: [side]}",
                "annotators={model: majority}",
                "annotators={model: separate-heads, encoder: {weights: fine-tuned}}",
                "annotators={model: separate-heads, pooler: {width: 9, dropout: 0.1}}",
                "annotators={model: majority, pooler: {width: 9}, encoder: {weights: fine-tuned}}"
            })
    void savesAModelThatPredicts(String annotators) throws Exception {
        AnnotatorResults results = sweep(annotators, "training.epochs=2");

        ConfigTree tree = ConfigTree.read(folder.resolve("run/config.yaml"), List.of());
        ModelScores scores = ModelEvaluation.of(
                folder.resolve("run/annotators.zip"),
                tree,
                Path.of(tree.toAnnotatorConfig().data().file()),
                Optional.of(Part.TEST),
                new SaidMessages(said));
        assertThat(scores.annotators())
                .usingRecursiveComparison()
                .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-5 ? 0 : Double.compare(a, b), Double.class)
                .isEqualTo(results.chosenTrial().orElseThrow().test().annotators());
    }

    @Test
    void learnsLessAndLessLoss() throws Exception {
        List<EpochScores> epochs =
                sweep("annotators={model: separate-heads}").trials().get(1).epochs();

        assertThat(epochs).extracting(EpochScores::epoch).startsWith(0, 1, 2).hasSize(30);
        assertThat(epochs.get(29).loss()).isLessThan(0.8 * epochs.get(0).loss());
        assertThat(epochs.get(29).accuracy())
                .isGreaterThanOrEqualTo(epochs.get(0).accuracy());
    }

    @Test
    void learnsTheEncoderToo() throws Exception {
        AnnotatorResults results = sweep(
                "annotators={model: shared-recommender, embedding: 8}",
                "annotators.encoder.weights=fine-tuned",
                "training={epochs: 2, freeze: [embeddings], layerDecay: 0.9, optimizer: {kind: adam, learningRate: 0.01}}");

        assertThat(results.trials()).extracting(TrialResult::state).containsOnly(TrialResult.State.DONE);
        assertThat(results.encoder()).endsWith(", fine-tuned");
        assertThat(results.trials().get(1).epochs()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"frozen", "fine-tuned"})
    void continuesAsIfNothingHadHappened(String weights) throws Exception {
        String[] settings = {
            "annotators={model: separate-heads, dropout: 0.2, pooler: {width: 9, dropout: 0.1}}",
            "annotators.encoder.weights=" + weights,
            "training={epochs: 4, checkpoint: {steps: 2, seconds: 0}}"
        };
        AnnotatorResults whole = sweep("whole", false, new SaidMessages(said), settings);
        // In the second epoch of the second trial.
        assertThatThrownBy(() -> sweep("killed", false, new PowerCut(6), settings))
                .isInstanceOf(PowerCut.Dark.class);
        assertThat(folder.resolve("killed/students/trial-1.state")).isNotEmptyDirectory();
        AnnotatorResults again = sweep("killed", true, new SaidMessages(said), settings);

        for (int trial = 0; trial < 2; trial++) {
            assertThat(again.trials().get(trial))
                    .usingRecursiveComparison()
                    .ignoringFields("seconds", "dev.agreement", "test.agreement")
                    .isEqualTo(whole.trials().get(trial));
        }
        assertThat(folder.resolve("killed/annotators.zip"))
                .hasSameBinaryContentAs(folder.resolve("whole/annotators.zip"));
        assertThatThrownBy(() -> sweep("killed", false, new SaidMessages(said), settings))
                .isInstanceOf(RunConflict.class);
    }

    /** Whoever is not in train is the unknown annotator: all get one answer, and there is no mode of theirs. */
    @Test
    void answersForPeopleThatItDoesNotKnow() throws Exception {
        AnnotatorResults results = sweep(
                "annotators={model: separate-heads, unknownShare: 0.3}",
                "data.split={by: annotator, train: 0.5, dev: 0.25, test: 0.25, seed: 3}");

        Counts dev = results.data().dev();
        assertThat(dev.unknown()).isEqualTo(dev.annotators()).isPositive();
        assertThat(results.data().train().unknown()).isZero();
        assertThat(results.data().known()
                        + dev.annotators()
                        + results.data().test().annotators())
                .isEqualTo(ANNOTATORS);
        assertThat(test(results, "annotator's own mode"))
                .usingRecursiveComparison()
                .isEqualTo(test(results, "constant"));
        assertThat(test(results.trials().get(1)).individual().logLoss()).isCloseTo(lossOfNobody(), within(1e-5));
    }

    /** Of what the saved model says to nobody in particular, over the labels of test. */
    private double lossOfNobody() throws Exception {
        Set<String> people = Files.readAllLines(folder.resolve("run/split.csv")).stream()
                .filter(row -> row.endsWith(",test"))
                .map(row -> row.split(",")[0])
                .collect(Collectors.toSet());
        List<String[]> labels = Files.readAllLines(folder.resolve("labels.csv")).stream()
                .map(row -> row.split(","))
                .filter(row -> people.contains(row[1]))
                .toList();
        try (ModelBundle model = ModelBundle.open(folder.resolve("run/annotators.zip"))) {
            return labels.stream()
                    .mapToDouble(row -> -Math.log(model.predict(List.of(row[3]), List.of("nobody"))
                            .get(0)
                            .get(0)
                            .probabilities()[model.labels().indexOf(row[2])]))
                    .average()
                    .orElseThrow();
        }
    }

    /** What people of a side say is learned from others of that side. */
    @Test
    void answersForStrangersByWhatIsKnownOfThem() throws Exception {
        Path parts = Files.writeString(
                folder.resolve("parts.csv"), "annotator,part\np0,train\np1,train\np2,dev\np3,dev\np4,test\np5,test\n");
        AnnotatorResults results = sweep(
                "annotators={model: shared-recommender, embedding: 8, ids: false, attributes: [side]}",
                "annotators.combiner={kind: feed-forward, layers: 1}",
                "data.split.parts=" + parts);

        TrialResult told = results.trials().get(1);
        assertThat(results.data().test().unknown())
                .isEqualTo(results.data().test().annotators());
        assertThat(told.dev().annotators().individual().accuracy()).isGreaterThan(0.8);
        assertThat(test(told).individual().accuracy()).isGreaterThan(0.8);
    }

    @Test
    void drawsLabelsOneByOneAndTakesASplitBack() throws Exception {
        AnnotatorResults drawn = sweep("annotators={model: majority}", "data.split={by: random, seed: 5}");
        assertThat(drawn.trials()).hasSize(1);
        Counts train = drawn.data().train();
        int labels = train.labels()
                + drawn.data().dev().labels()
                + drawn.data().test().labels();
        assertThat(labels).isEqualTo(ITEMS * ANNOTATORS - 2 * 20);

        AnnotatorResults given = sweep(
                "again",
                false,
                new SaidMessages(said),
                "annotators={model: majority}",
                "data.split.parts=" + folder.resolve("run/split.csv"));
        assertThat(given.trials().get(0))
                .usingRecursiveComparison()
                .ignoringFields("seconds", "dev.agreement", "test.agreement")
                .isEqualTo(drawn.trials().get(0));
    }

    /** Two labels of one item change places: all sets keep their items and their annotators. */
    @Test
    void refusesToContinueWithLabelsThatChangedPlaces() throws Exception {
        sweep("annotators={model: majority}", "training.epochs=1", "data.split={by: random, seed: 5}");
        Path parts = Files.copy(folder.resolve("run/split.csv"), folder.resolve("parts.csv"));
        String[] settings = {"annotators={model: majority}", "training.epochs=1", "data.split.parts=" + parts};
        sweep("given", false, new SaidMessages(said), settings);
        sweep("given", true, new SaidMessages(said), settings);

        String rows = Files.readString(parts);
        String item = rows.lines()
                .map(row -> row.split(",")[0])
                .filter(one -> rows.matches("(?s).*\n" + one + ",\\w+,train\n.*")
                        && rows.matches("(?s).*\n" + one + ",\\w+,test\n.*"))
                .findFirst()
                .orElseThrow();
        Files.writeString(
                parts,
                rows.replaceFirst("(" + item + ",\\w+),train\n", "$1,TEST\n")
                        .replaceFirst("(" + item + ",\\w+),test\n", "$1,train\n")
                        .replace("TEST", "test"));
        assertThatThrownBy(() -> sweep("given", true, new SaidMessages(said), settings))
                .isInstanceOf(RunConflict.class)
                .hasMessageContaining("a sweep on other data");
    }

    @Test
    void readsFilesThatAreSetsAndColumnsThatAreAnnotators() throws Exception {
        Path train = Files.writeString(
                folder.resolve("train.csv"),
                "id,text,p_ann,p_bob\n1,w3 w5,0,1\n2,w4 w6,1,1\n3,w3 w7,0,\n4,w4 w8,1,0\n");
        Path dev = Files.writeString(folder.resolve("dev.csv"), "id,text,p_ann,p_cy\n1,w3 w5,0,0\n2,w4 w9,1,0\n");

        AnnotatorResults results = AnnotatorSweep.run(
                ConfigTree.read(
                        null,
                        List.of(
                                "data={format: wide, itemColumn: id, annotatorPrefix: p_, maxTokens: 12}",
                                "data.train=" + train,
                                "data.dev=" + dev,
                                "data.split.seed=3",
                                "annotators={model: separate-heads}",
                                "annotators.encoder.model=" + folder.resolve("encoder"),
                                "training.epochs=2")),
                folder.resolve("wide"),
                folder.resolve("cache.db"),
                false,
                new SaidMessages(said));

        assertThat(results.data().train()).isEqualTo(new Counts(4, 7, 2, 0));
        assertThat(results.data().dev()).isEqualTo(new Counts(2, 4, 2, 1));
        assertThat(results.data().test()).isNull();
        assertThat(results.trials().get(1).test()).isNull();
        assertThat(folder.resolve("wide/split.csv")).doesNotExist();
        assertThat(said)
                .contains(
                        "data.split.seed changes nothing, because data.train and data.dev are files of their own.",
                        dev + ": 1 of 2 items have a text that is in " + train + " too");
        assertThat(results.trials().get(1).dev().annotators().individual().records())
                .isEqualTo(4);
    }

    /** The encoder reads texts, and neither their labels nor the names of the classes. */
    @Test
    void readsTextsOnceWhateverTheirClassesAre() throws Exception {
        sweep("annotators={model: majority}", "training.epochs=1");
        int vectors = vectorsInCache();
        sweep(
                "others",
                false,
                new SaidMessages(said),
                "annotators={model: separate-heads}",
                "data.labels=[0, 1, 2]",
                "training.epochs=1");

        assertThat(said).anyMatch(line -> line.contains("classes [0, 1, 2]"));
        assertThat(vectorsInCache()).isEqualTo(vectors).isPositive();
    }

    private int vectorsInCache() throws Exception {
        try (var cache = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("cache.db"));
                var query = cache.createStatement();
                var rows = query.executeQuery("SELECT COUNT(*) FROM vector")) {
            return rows.getInt(1);
        }
    }

    @Test
    void goesThroughAGridOfModels() throws Exception {
        AnnotatorResults results = sweep(
                "sweep.grid={annotators.model: [separate-heads, shared-recommender], annotators.dropout: [0, 0.2]}",
                "training.epochs=2");

        assertThat(results.trials()).hasSize(5);
        assertThat(results.name(results.trials().get(1))).isEqualTo("model=separate-heads dropout=0");
        assertThatThrownBy(() -> Sweep.check(
                        ConfigTree.read(null, settings("sweep.grid={annotators.encoder.pooling: [mean, cls]}"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("annotators.encoder.pooling");
    }

    @Test
    void refusesAttributesThatNobodyHasAndOtherData() throws Exception {
        assertThatThrownBy(() -> sweep("annotators={model: shared-recommender, attributes: [age]}"))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("annotators.attributes: found [age], expected some of what the data say")
                .hasMessageContaining("[side]");
        assertThat(folder.resolve("run")).doesNotExist();

        sweep("annotators={model: majority}", "training.epochs=1");
        String rows = Files.readString(folder.resolve("labels.csv"));
        Files.writeString(folder.resolve("labels.csv"), rows.replaceFirst("i59,p5,1", "i59,p5,0"));
        assertThatThrownBy(() ->
                        sweep("run", true, new SaidMessages(said), "annotators={model: majority}", "training.epochs=1"))
                .isInstanceOf(RunConflict.class)
                .hasMessageContaining("a sweep on other data");
    }

    @Test
    void namesWhatIsWrongWithAFile() throws Exception {
        Path twice = Files.writeString(
                folder.resolve("twice.csv"), "item,who,label,text,side\ni,p,0,w3,left\ni,p,1,w3,left\nj,p,1,w4,left\n");

        assertThatThrownBy(() -> sweep("data.file=" + twice, "annotators.model=majority"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("twice.csv:3");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}

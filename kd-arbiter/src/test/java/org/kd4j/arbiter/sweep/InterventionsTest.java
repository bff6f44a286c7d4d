package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.GoldenTeacher;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.StudentConfig.Transformer;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.interchange.Intervention;
import org.kd4j.core.interchange.InterventionSampler;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** Classifiers that answer under interventions, as they were imported or fine-tuned, and students held against them. */
class InterventionsTest {
    private static final int RECORDS = 40;
    private static final int[][] TOKENS = {{1, 5, 6, 7, 2}, {1, 20, 21, 2}, {1, 9, 2}};
    private static final Interchange SWAP = new Interchange(
            1, Columns.all(16), List.of(Exchange.ofSpans(0, 0, 1, 1, 2), Exchange.ofSpans(1, 1, 0, 0, 2)));

    @TempDir
    Path folder;

    private TransformerStudent network;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        network = SmallTeacher.write(folder.resolve("teacher"), List.of("yes", "no"));
        SplittableRandom random = Seeds.stream(1, "texts", 0);
        StringBuilder rows = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < RECORDS; i++) {
            rows.append(random.ints(1 + random.nextInt(8), 3, SmallTeacher.WORDS)
                            .mapToObj(id -> "w" + id)
                            .collect(Collectors.joining(" ")))
                    .append(i % 2 == 0 ? "\tyes\n" : "\tno\n");
        }
        Files.writeString(folder.resolve("records.tsv"), rows);
    }

    @AfterEach
    void close() {
        network.close();
    }

    /** In the order of its own logits the teacher is its own student; with its logits exchanged it is never right. */
    @Test
    void agreesWithItselfAndNotWithItsOpposite() throws Exception {
        assertThat(accuracy(network, "data.labels=[yes,no]")).hasValue(1);
        assertThat(accuracy(network, "data.labels=[no,yes]")).hasValue(0);
        assertThat(accuracy(network, "data.labels=[yes,no]", "objective.exchange=tokens"))
                .hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.2", "0.6", "1"})
    void countsTheRecordsOnWhichBothPredictTheSame(String proportion) throws Exception {
        Config config = config("data.labels=[yes,no]", "objective.proportion=" + proportion);
        try (TransformerStudent student = otherStudent();
                Materials materials = materials(config)) {
            OptionalDouble found =
                    interventions(materials).accuracy(student, (Transformer) config.student(), materials.dev());

            assertThat(found).hasValue(agreementByHand(student, config, materials.dev()));
            assertThat(found.getAsDouble()).isStrictlyBetween(0.0, 1.0);
        }
    }

    private static TransformerStudent otherStudent() {
        TransformerSettings settings = TransformerSettings.of(
                        new TextTask(SmallTeacher.WORDS, 0, SmallTeacher.TOKENS, 2), 2, 16, 2, 32)
                .withPooling(Pooling.CLS)
                .withHead(HeadKind.TANH);
        TransformerStudent student = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 11);
        float[] words = student.vector().get("embeddings.words");
        IntStream.range(0, words.length).forEach(i -> words[i] *= 50);
        student.vector().set("embeddings.words", words);
        return student;
    }

    /** Neighbours by length are pairs; each is computed by itself. */
    private double agreementByHand(TransformerStudent student, Config config, Batch records) {
        DiitoConfig objective = (DiitoConfig) config.objective();
        InterventionSampler sampler = new InterventionSampler(
                List.of(new Alignment(1, 1, Columns.all(16), Columns.all(16))),
                objective.spans(),
                InterventionSampler.Pairs.FIXED,
                InterventionSampler.Level.STATES,
                config.training().seed());
        List<Integer> rows = IntStream.range(0, records.size())
                .boxed()
                .sorted(Comparator.comparingInt(row -> records.tokens()[row].length))
                .toList();
        int same = 0;
        for (int i = 0; i < rows.size(); i += 2) {
            Batch pair = records.select(new int[] {rows.get(i), rows.get(i + 1)});
            Interchange drawn = ((Intervention.AtStates) sampler.draw(pair.ids(), pair.tokens(), 0)).student();
            float[][] one = student.counterfactualLogits(pair.tokens(), drawn);
            float[][] other = network.counterfactualLogits(pair.tokens(), drawn);
            for (int record = 0; record < 2; record++) {
                same += one[record][0] > one[record][1] == other[record][0] > other[record][1] ? 1 : 0;
            }
        }
        return (double) same / RECORDS;
    }

    /** The labels of the folder are yes, no; the data's are as they sort, and the configuration may say others. */
    @Test
    void answersInTheOrderOfTheData() throws Exception {
        float[][] own = network.counterfactualLogits(TOKENS, SWAP);
        float[][] plain = network.logits(TOKENS);
        assertThat(own[0][0]).isNotCloseTo(plain[0][0], within(1e-3f));

        float[][] sorted = answers(config());
        float[][] said = answers(config("teacher.labels=[no,yes]"));

        for (int i = 0; i < TOKENS.length; i++) {
            assertThat(sorted[i]).containsExactly(new float[] {own[i][1], own[i][0]}, within(1e-5f));
            assertThat(said[i]).containsExactly(own[i], within(1e-5f));
        }
    }

    /** What is written as a folder has lost nothing of the network that was trained. */
    @Test
    void answersAsTunedWhenImportedAgain() throws Exception {
        String[] tuning = {
            "teacher.head=fine-tune", "teacher.epochs=2", "teacher.learningRate=1.0e-3", "teacher.batchSize=8"
        };
        float[][] within = answers(config(tuning));
        TeacherTraining.run(config(tuning), folder.resolve("tuned"), new SaidMessages(said));

        float[][] again = answers(config("teacher.model=" + folder.resolve("tuned")));
        float[][] swapped = answers(config("teacher.model=" + folder.resolve("tuned"), "data.labels=[yes,no]"));

        float[][] untuned = answers(config());
        for (int i = 0; i < TOKENS.length; i++) {
            assertThat(again[i]).containsExactly(within[i], within(1e-5f));
            assertThat(swapped[i]).containsExactly(new float[] {within[i][1], within[i][0]}, within(1e-5f));
        }
        assertThat(distance(within, untuned)).as("what fine-tuning moved").isGreaterThan(1e-3);
        assertThat(distance(new float[][] {within[0]}, new float[][] {within[1]}))
                .as("records")
                .isGreaterThan(1e-3);
    }

    private static double distance(float[][] one, float[][] other) {
        return IntStream.range(0, one.length)
                .boxed()
                .flatMapToDouble(
                        i -> IntStream.range(0, one[i].length).mapToDouble(c -> Math.abs(one[i][c] - other[i][c])))
                .max()
                .orElseThrow();
    }

    /** Of a BERT as it was exported: by ONNX Runtime, on the graph above the block. */
    @Test
    void answersAsOnnxRuntimeDoes() throws Exception {
        JsonNode golden;
        try (InputStream in = getClass().getResourceAsStream("/interventions/bert_counterfactuals.json")) {
            golden = new ObjectMapper().readTree(in);
        }
        int[][] tokens = new ObjectMapper().convertValue(golden.get("tokens"), int[][].class);
        try (Materials materials = materials(golden("bert-opset17"))) {
            for (JsonNode one : golden.get("cases")) {
                int base = one.get("base").intValue();
                Exchange exchange = new Exchange(
                        base,
                        one.get("source").intValue(),
                        new ObjectMapper().convertValue(one.get("base_positions"), int[].class),
                        new ObjectMapper().convertValue(one.get("source_positions"), int[].class));
                Interchange interchange =
                        new Interchange(one.get("block").intValue(), Columns.all(32), List.of(exchange));

                float[][] answers = answers(materials, golden("bert-opset17"), tokens, interchange);

                assertThat(answers[base])
                        .as("%s", one)
                        .containsExactly(
                                new ObjectMapper().convertValue(one.get("counterfactual_logits"), float[].class),
                                within(1e-4f));
            }
        }
    }

    /** Before anything is trained. */
    @ParameterizedTest
    @ValueSource(strings = {"as-is", "fine-tune"})
    void refusesAModelWhoseBlocksAreNotKnown(String head) throws Exception {
        Config config = golden("deberta-opset17", "teacher.head=" + head);

        assertThatThrownBy(() -> materials(config))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith(
                        "teacher.model: found " + config.teacher().model()
                                + " with objective.kind diito: blocks that the CPU engine does not know (")
                .hasMessageContaining("expected an encoder of the BERT family")
                .hasMessageEndingWith("Choose such a model, or another objective.");
        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"as-is", "fine-tune"})
    void saysThatAModelHasTooFewPositions(String head) throws Exception {
        Config config = golden("bert-opset17", "teacher.head=" + head, "data.maxTokens=65");

        assertThatThrownBy(() -> materials(config))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("64")
                .hasMessageContaining("65")
                .hasMessageContaining("maxTokens");
    }

    private OptionalDouble accuracy(TransformerStudent student, String... settings) throws Exception {
        Config config = config(settings);
        try (Materials materials = materials(config)) {
            return interventions(materials).accuracy(student, (Transformer) config.student(), materials.dev());
        }
    }

    private float[][] answers(Config config) throws Exception {
        try (Materials materials = materials(config)) {
            return answers(materials, config, TOKENS, SWAP);
        }
    }

    private static float[][] answers(Materials materials, Config config, int[][] tokens, Interchange interchange) {
        return interventions(materials)
                .of((DiitoConfig) config.objective(), (Transformer) config.student(), 1)
                .teacher()
                .answer(tokens, Optional.of(interchange))
                .logits();
    }

    private static Interventions interventions(Materials materials) {
        return materials.students().transformers().interventions().orElseThrow();
    }

    private Materials materials(Config config) throws IOException {
        DataSets sets = DataSets.open(config.data(), 1);
        StateDemand demand = StateDemand.of(List.of(new Trial<>(0, false, Map.of(), 1, config)));
        return Preparation.prepare(config, sets, demand, folder.resolve("cache.db"), new SaidMessages(said));
    }

    private Config golden(String name, String... settings) throws IOException {
        Path exported = folder.resolve(name);
        if (Files.notExists(exported)) {
            GoldenTeacher.write(Files.createDirectory(exported), name);
        }
        List<String> labels = List.of("yes", "no", "maybe");
        Path file = GoldenTeacher.sentences(folder.resolve("sentences.tsv"), 30, 1, labels);
        List<String> all = new ArrayList<>(List.of(
                "data.train=" + file,
                "data.dev=" + file,
                "data.labels=[yes,no,maybe]",
                "teacher.model=" + exported.resolve("model.onnx"),
                "student={kind: transformer, layers: 2, hidden: 32, heads: 4, intermediate: 64}"));
        all.addAll(List.of(settings));
        return config(all.toArray(String[]::new));
    }

    private Config config(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "data.train=" + folder.resolve("records.tsv"),
                "data.dev=" + folder.resolve("records.tsv"),
                "data.maxTokens=" + SmallTeacher.TOKENS,
                "teacher.model=" + folder.resolve("teacher"),
                "teacher.head=as-is",
                "objective.kind=diito",
                "student={kind: transformer, layers: 2, hidden: 16, heads: 2, intermediate: 32}"));
        all.addAll(List.of(settings));
        return ConfigTree.read(null, all).toConfig();
    }
}

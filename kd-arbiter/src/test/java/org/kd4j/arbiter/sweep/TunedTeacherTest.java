package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.ObjectiveConfig.Pkd.HiddenStates;
import org.kd4j.core.batch.TeacherStates;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.progress.Progress;
import org.kd4j.core.seed.Seeds;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.TransformerStudent;

/** From an imported classifier to training records with what it says after fine-tuning, or with a probe. */
class TunedTeacherTest {
    private static final int RECORDS = 32;

    /** With which a teacher stays as it is, to the precision of its weights. */
    private static final String NEXT_TO_NOTHING = "1.0e-12";

    private static final StateDemand NOTHING = new StateDemand(HiddenStates.CACHED, List.of());

    @TempDir
    Path folder;

    private TransformerStudent network;
    private final List<String> texts = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        network = SmallTeacher.write(folder.resolve("teacher"), List.of("yes", "no"));
        SplittableRandom random = Seeds.stream(1, "texts", 0);
        for (int i = 0; i < RECORDS; i++) {
            texts.add(random.ints(1 + random.nextInt(8), 3, SmallTeacher.WORDS)
                    .mapToObj(id -> "w" + id)
                    .collect(Collectors.joining(" ")));
        }
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void goesOnFromTheClassifiersOwnHeadInTheOrderOfTheData() throws Exception {
        try (Materials materials = prepare(List.of("no", "yes"), NEXT_TO_NOTHING)) {
            assertThat(said).contains("The teacher is fine-tuned with its own head (cls, tanh).");
            float[][] own = logits();
            for (int i = 0; i < RECORDS; i++) {
                assertThat(materials.train().teacherLogits()[i])
                        .as(texts.get(i))
                        .containsExactly(new float[] {own[i][1], own[i][0]}, within(1e-4f));
            }
        }
    }

    /** Neither trained nor asked again: the same teacher is found under its key, and what it says in the cache. */
    @Test
    void saysNothingTwice() throws Exception {
        float[][] first;
        try (Materials materials = prepare(List.of("no", "yes"), "1.0e-3")) {
            first = materials.train().teacherLogits();
        }
        said.clear();
        try (Materials materials = prepare(List.of("no", "yes"), "1.0e-3")) {
            assertThat(materials.train().teacherLogits()).isDeepEqualTo(first);
        }
        assertThat(said).anyMatch(line -> line.startsWith("Teacher: fine-tuned before"));
        assertThat(said)
                .filteredOn(line -> line.contains("teacher logits"))
                .hasSize(2)
                .allMatch(line -> line.endsWith("all cached; nothing computed."));
    }

    /** Not the one that ran what it was made of, which is closed by then. */
    @Test
    void namesTheEngineThatRunsTheTunedNetwork() throws Exception {
        try (Materials materials = prepare(List.of("no", "yes"), NEXT_TO_NOTHING, "teacher.engine=samediff")) {
            assertThat(materials.provenance().engine()).isEqualTo("encoder");
        }
    }

    /** The CPU engine's threads end with it; those of the training have not begun. */
    @Test
    void closesTheModelBeforeItTrains() throws Exception {
        Set<Thread> before = engineThreads();
        List<Thread> open = new ArrayList<>();
        Messages watching = new Messages() {
            @Override
            public void say(String line) {
                said.add(line);
                if (line.startsWith("The teacher is fine-tuned")) {
                    engineThreads().stream()
                            .filter(thread -> !before.contains(thread) && !hasEnded(thread))
                            .forEach(open::add);
                }
            }

            @Override
            public Progress progress() {
                return Progress.SILENT;
            }
        };

        prepare(List.of("no", "yes"), NEXT_TO_NOTHING, NOTHING, watching).close();

        assertThat(said).contains("The teacher is fine-tuned with its own head (cls, tanh).");
        assertThat(open).isEmpty();
    }

    private static Set<Thread> engineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("kd4j-encoder"))
                .collect(Collectors.toSet());
    }

    private static boolean hasEnded(Thread thread) {
        try {
            thread.join(5000);
            return !thread.isAlive();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theConfigurationSaysWhichLogitIsWhich() throws Exception {
        try (Materials materials = prepare(List.of("no", "yes"), NEXT_TO_NOTHING, "teacher.labels=[no, yes]")) {
            assertThat(materials.train().teacherLogits()[0]).containsExactly(logits()[0], within(1e-4f));
        }
    }

    @Test
    void hasANewHeadWhereTheLogitsAreNotTheClasses() throws Exception {
        try (Materials materials = prepare(List.of("a", "b", "c"), NEXT_TO_NOTHING)) {
            assertThat(said)
                    .contains(
                            "The teacher is fine-tuned with a new head (mean, linear), because it has 2 logits for 3 classes.");
            assertThat(materials.train().teacherLogits()[0]).hasSize(3);
        }
    }

    /** The logits of random heads of the same weights are as far apart as what they are given. */
    @Test
    void aNewHeadPoolsAsConfiguredAndNothingIsCachedForAnother() throws Exception {
        float[][] mean = newHead("mean");
        float[][] first = newHead("cls");
        assertThat(said)
                .contains(
                        "The teacher is fine-tuned with a new head (cls, linear), because it has 2 logits for 3 classes.");
        assertThat(distance(mean[0], first[0])).isGreaterThan(1e-3);
        assertThat(newHead("mean")).isDeepEqualTo(mean);
        assertThat(newHead("cls")).isDeepEqualTo(first);
    }

    private float[][] newHead(String pooling) throws Exception {
        try (Materials materials = prepare(List.of("a", "b", "c"), NEXT_TO_NOTHING, "teacher.pooling=" + pooling)) {
            return materials.train().teacherLogits();
        }
    }

    @Test
    void saysThatAnOwnHeadPoolsByItself() throws Exception {
        prepare(List.of("no", "yes"), NEXT_TO_NOTHING, "teacher.pooling=cls").close();
        assertThat(said).contains("The teacher is fine-tuned with its own head (cls, tanh).");

        SmallTeacher.write(folder.resolve("mean"), List.of("yes", "no"), Pooling.MEAN)
                .close();
        prepare(List.of("no", "yes"), NEXT_TO_NOTHING, "teacher.pooling=cls", "teacher.model=" + folder.resolve("mean"))
                .close();
        assertThat(said)
                .contains("The teacher is fine-tuned with its own head (mean, tanh)."
                        + " teacher.pooling is not used: it is for new heads.");
    }

    /** A softmax regression on vectors that are cached by what they are. */
    @Test
    void aProbePoolsAsConfigured() throws Exception {
        float[][] mean = probe("mean", RECORDS + " sentence vectors computed, 0 cached.");
        float[][] first = probe("cls", RECORDS + " sentence vectors computed, 0 cached.");
        assertThat(distance(mean[0], first[0])).isGreaterThan(1e-3);
        assertThat(probe("mean", "all cached; nothing computed.")).isDeepEqualTo(mean);
    }

    /** @param line of what is said of the vectors */
    private float[][] probe(String pooling, String line) throws Exception {
        said.clear();
        try (Materials materials =
                prepare(List.of("no", "yes"), NEXT_TO_NOTHING, "teacher.head=probe", "teacher.pooling=" + pooling)) {
            assertThat(said).first().asString().contains(line);
            return materials.train().teacherLogits();
        }
    }

    @Test
    void matchedHiddenStatesAreThoseOfTheTunedNetwork() throws Exception {
        TeacherStates cached;
        try (Materials materials = prepare(List.of("no", "yes"), "0.01", states(HiddenStates.CACHED))) {
            cached = materials.train().teacherStates();
        }
        assertThat(cached.layers()).isEqualTo(new TeacherLayers(2, 16, List.of(1)));
        try (Materials materials = prepare(List.of("no", "yes"), "0.01", states(HiddenStates.ALONG))) {
            TeacherStates along = materials.train().teacherStates();
            assertThat(along.fingerprint()).isEqualTo(cached.fingerprint());
            float[][] untuned = network.firstStates(tokens(), List.of(1));
            for (int i = 0; i < RECORDS; i++) {
                assertThat(along.of(i)[0]).containsExactly(cached.of(i)[0], within(1e-5f));
                assertThat(distance(along.of(i)[0], untuned[i]))
                        .as("what fine-tuning moved")
                        .isGreaterThan(0.01);
            }
        }
        try (Materials materials = prepare(List.of("no", "yes"), NEXT_TO_NOTHING, states(HiddenStates.CACHED))) {
            TeacherStates other = materials.train().teacherStates();
            assertThat(other.fingerprint()).isNotEqualTo(cached.fingerprint());
            float[][] untuned = network.firstStates(tokens(), List.of(1));
            assertThat(other.of(3)[0]).containsExactly(untuned[3], within(1e-4f));
        }
    }

    private static double distance(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> Math.abs(one[i] - other[i]))
                .max()
                .orElseThrow();
    }

    private int[][] tokens() {
        return texts.stream().map(SmallTeacher::ids).toArray(int[][]::new);
    }

    private float[][] logits() {
        return network.logits(tokens());
    }

    private static StateDemand states(HiddenStates source) {
        return new StateDemand(source, List.of(new StateDemand.Match(new LayerMap.Skip(), 2)));
    }

    private Materials prepare(List<String> classes, String learningRate, String... settings) throws Exception {
        return prepare(classes, learningRate, NOTHING, settings);
    }

    private Materials prepare(List<String> classes, String learningRate, StateDemand demand, String... settings)
            throws Exception {
        return prepare(classes, learningRate, demand, new SaidMessages(said), settings);
    }

    private Materials prepare(
            List<String> classes, String learningRate, StateDemand demand, Messages messages, String... settings)
            throws Exception {
        StringBuilder rows = new StringBuilder("sentence\tlabel\n");
        IntStream.range(0, RECORDS)
                .forEach(i -> rows.append(texts.get(i))
                        .append('\t')
                        .append(classes.get(i % classes.size()))
                        .append('\n'));
        Path file = Files.writeString(folder.resolve("records.tsv"), rows);
        List<String> all = new ArrayList<>(List.of(
                "data.train=" + file,
                "data.dev=" + file,
                "data.maxTokens=" + SmallTeacher.TOKENS,
                "student.kind=transformer",
                "student.init=random",
                "teacher.model=" + folder.resolve("teacher"),
                "teacher.head=fine-tune",
                "teacher.epochs=1",
                "teacher.batchSize=8",
                "teacher.learningRate=" + learningRate));
        all.addAll(List.of(settings));
        Config config = ConfigTree.read(null, all).toConfig();
        DataSets sets = DataSets.open(config.data(), 1);
        return Preparation.prepare(config, sets, demand, folder.resolve("cache.db"), messages);
    }
}

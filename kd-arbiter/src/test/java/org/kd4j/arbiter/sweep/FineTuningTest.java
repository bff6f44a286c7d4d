package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.HeadSearch;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;
import org.kd4j.models.teacher.FineTunedTeacher;

class FineTuningTest {
    private static final long SEED = 3;
    private static final List<String> LABELS = List.of("no", "yes");

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    /** Whether token 7 is in a text is all that its label says. */
    @Test
    void learnsTheLabelsAndKeepsTheTeacher() throws IOException {
        Batch train = records(400, 1);
        Batch dev = records(100, 2);
        String fingerprint;
        float[][] logits;
        try (FineTunedTeacher teacher = tuning(20).teacher(start(), "model", tokenizer(), train, dev, LABELS)) {
            fingerprint = teacher.fingerprint();
            logits = teacher.apply(List.of("1 7 2", "1 2", ""));
            assertThat(logits[0][1]).as("seed %d", SEED).isGreaterThan(logits[0][0]);
            assertThat(logits[1][0]).as("seed %d", SEED).isGreaterThan(logits[1][1]);
            assertThat(teacher.encoder().orElseThrow().blocks()).hasSize(2);
        }
        assertThat(said).hasSize(22);
        assertThat(said.get(0)).contains("with a new head (mean, linear), because it has no logits.");
        assertThat(said.get(1)).matches("Epoch 1 of 20: loss 0\\.\\d{4}, dev accuracy [01]\\.\\d{4}\\.");
        assertThat(said).last().asString().contains("fine-tuned on 400 records");
        assertThat(files()).singleElement().asString().matches("teacher-[0-9a-f]{16}\\.zip");

        try (FineTunedTeacher again = tuning(20).teacher(start(), "model", tokenizer(), train, dev, LABELS)) {
            assertThat(again.fingerprint()).isEqualTo(fingerprint);
            assertThat(again.apply(List.of("1 7 2", "1 2", ""))).isDeepEqualTo(logits);
        }
        assertThat(said).last().asString().contains("fine-tuned before");
    }

    @Test
    void trainsAnewWhereDataOrSettingsAreOthers() throws IOException {
        Batch train = records(40, 1);
        Batch dev = records(20, 2);
        tuning(1).teacher(start(), "model", tokenizer(), train, dev, LABELS).close();
        tuning(2).teacher(start(), "model", tokenizer(), train, dev, LABELS).close();
        tuning(1).teacher(start(), "another", tokenizer(), train, dev, LABELS).close();
        int[] labels = train.labels().clone();
        labels[5] = 1 - labels[5];
        Batch corrected = Batch.of(train.ids(), train.tokens(), labels);
        tuning(1).teacher(start(), "model", tokenizer(), corrected, dev, LABELS).close();
        tuning("teacher.epochs=1", "teacher.pooling=cls")
                .teacher(start(), "model", tokenizer(), train, dev, LABELS)
                .close();
        assertThat(files()).hasSize(5);
    }

    /** Told by what the graph of the teacher answers. */
    @ParameterizedTest
    @EnumSource(Pooling.class)
    void aNewHeadPoolsAsConfigured(Pooling pooling) throws IOException {
        FineTuning tuning = tuning("teacher.epochs=1", "teacher.pooling=" + pooling);
        Batch dev = records(20, 2);
        try (FineTunedTeacher teacher = tuning.teacher(start(), "model", tokenizer(), records(40, 1), dev, LABELS);
                OnnxGraph classifier = teacher.classifier("tuned").graph()) {
            assertThat(classifier.pretrainedHead())
                    .isInstanceOfSatisfying(
                            HeadSearch.Found.class,
                            found -> assertThat(found.head().pooling()).isEqualTo(pooling));
        }
    }

    @Test
    void saysWhatKeepsATeacherFromBeingTrained() {
        Batch train = records(40, 1);
        Batch dev = records(20, 2);
        Numbers longer = new Numbers(9);
        assertThatThrownBy(() -> tuning(1).teacher(start(), "model", longer, train, dev, LABELS))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("positions of the encoder: found 8, expected at least 9");
        assertThat(longer.isClosed()).isTrue();
        FineTuning wild = tuning(3, "1.0e30");
        Numbers tokenizer = tokenizer();
        assertThatThrownBy(() -> wild.teacher(start(), "model", tokenizer, train, dev, LABELS))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("teacher.learningRate: found 1.0E30");
        assertThat(tokenizer.isClosed()).isTrue();
    }

    /** 700 records of 1 to 8 tokens, each of which has 2^20 numbers in the wide layer. */
    @Test
    void namesTheKeyOfABatchThatIsTooLarge() throws IOException {
        TextTask task = new TextTask(20, 0, 8, 2);
        TransformerSettings wide = TransformerSettings.of(task, 1, 1, 1, 1 << 20);
        PretrainedEncoder encoder;
        try (TransformerStudent random = TransformerStudent.create(wide, StepSettings.of(new Sgd()), SEED)) {
            encoder = random.encoder();
        }
        TeacherStart start = TeacherStart.withNewHead(encoder, "it has no logits");
        FineTuning tuning = tuning("teacher.batchSize=700", "teacher.epochs=1");

        assertThatThrownBy(() -> tuning.teacher(start, "model", tokenizer(), records(700, 1), records(10, 2), LABELS))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageMatching(
                        "teacher\\.batchSize: found 700, which makes a batch of 700 records with \\d+ tokens, "
                                + "whose feed-forward part would be \\d+ values, expected batches with at most 2147483647\\. "
                                + "Lower it, or data\\.maxTokens\\.");
        assertThat(files()).isEmpty();
    }

    /** What each of its epochs came to on dev is known when the training ends. */
    @Test
    void evaluatesOnceAnEpoch() throws IOException {
        Batch dev = records(20, 2);
        AtomicInteger evaluations = new AtomicInteger();
        TransformerSettings settings = TransformerSettings.of(new TextTask(20, 0, 8, 2), 1, 8, 2, 16);
        try (TransformerStudent network = TransformerStudent.create(settings, TuningRun.steps(), SEED)) {
            Student counting = (Student) Proxy.newProxyInstance(
                    Student.class.getClassLoader(), new Class<?>[] {Student.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("logits")) {
                            evaluations.incrementAndGet();
                        }
                        return method.invoke(network, arguments);
                    });

            tuning(3).run().train(counting, records(40, 1), dev, "key", folder.resolve("teacher"));

            assertThat(evaluations).hasValue(3);
            float[][] logits = network.logits(dev.tokens());
            long right = IntStream.range(0, dev.size())
                    .filter(i -> dev.labels()[i] == (logits[i][1] > logits[i][0] ? 1 : 0))
                    .count();
            assertThat(said)
                    .last()
                    .isEqualTo("Teacher: fine-tuned on 40 records, dev accuracy %.4f.".formatted(right / 20.0));
        }
    }

    @Test
    void theTokenizerIsOpenAsLongAsTheTeacherIs() throws IOException {
        Numbers tokenizer = tokenizer();
        try (FineTunedTeacher teacher =
                tuning(1).teacher(start(), "model", tokenizer, records(40, 1), records(20, 2), LABELS)) {
            assertThat(tokenizer.isClosed()).isFalse();
            assertThat(teacher.apply(List.of("1 2"))).hasNumberOfRows(1);
        }
        assertThat(tokenizer.isClosed()).isTrue();
    }

    @Test
    void leavesFrozenPartsOfTheTeacherAsTheyAre() throws IOException {
        Batch train = records(40, 1);
        Batch dev = records(20, 2);
        FineTuning frozen = tuning("teacher.epochs=1", "teacher.freeze=[embeddings, layer 1]");
        TeacherStart start = start();
        tuning(1).teacher(start, "model", tokenizer(), train, dev, LABELS).close();
        try (FineTunedTeacher teacher = frozen.teacher(start, "model", tokenizer(), train, dev, LABELS)) {
            PretrainedEncoder before = start.encoder();
            PretrainedEncoder after = teacher.encoder().orElseThrow();
            assertThat(after.embeddings().words()).isEqualTo(before.embeddings().words());
            assertThat(after.blocks().get(0).up().weights())
                    .isEqualTo(before.blocks().get(0).up().weights());
            assertThat(after.blocks().get(1).up().weights())
                    .isNotEqualTo(before.blocks().get(1).up().weights());
        }
        assertThat(files()).hasSize(2);
        FineTuning tooHigh = tuning("teacher.freeze=[layer 3]");
        assertThatThrownBy(() -> tooHigh.teacher(start, "model", tokenizer(), train, dev, LABELS))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(
                        "teacher.freeze: found layer 3 of 2, expected some of [embeddings, layers 1-2, head]");
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> !file.endsWith(".lock"))
                    .toList();
        }
    }

    private FineTuning tuning(int epochs) {
        return tuning(epochs, "0.003");
    }

    private FineTuning tuning(int epochs, String learningRate) {
        return tuning("teacher.epochs=" + epochs, "teacher.learningRate=" + learningRate);
    }

    private FineTuning tuning(String... settings) {
        List<String> all = new ArrayList<>(List.of("teacher.head=fine-tune", "teacher.batchSize=8"));
        all.addAll(List.of(settings));
        Config config = ConfigTree.read(null, all).toConfig();
        return new FineTuning(
                new TuningRun(config.teacher(), config.training().checkpoint(), SEED, folder, new SaidMessages(said)));
    }

    private static TeacherStart start() {
        return TeacherStart.withNewHead(encoder(), "it has no logits");
    }

    private static PretrainedEncoder encoder() {
        TextTask task = new TextTask(20, 0, 8, 2);
        TransformerSettings settings = TransformerSettings.of(task, 2, 16, 2, 32);
        try (TransformerStudent random = TransformerStudent.create(settings, StepSettings.of(new Sgd()), SEED)) {
            return random.encoder();
        }
    }

    private static Numbers tokenizer() {
        return new Numbers(8);
    }

    private static Batch records(int n, long seed) {
        SplittableRandom random = Seeds.stream(SEED, "records", seed);
        int[][] tokens = new int[n][];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            tokens[i] = random.ints(1 + random.nextInt(8), 1, 7).toArray();
            labels[i] = random.nextInt(2);
            if (labels[i] == 1) {
                tokens[i][random.nextInt(tokens[i].length)] = 7;
            }
        }
        return Batch.of(IntStream.range(0, n).mapToObj(i -> "r" + i).toList(), tokens, labels);
    }

    /** Texts are ids with spaces between. */
    private static final class Numbers implements Tokenizer {
        private final int maxTokens;
        private boolean closed;

        Numbers(int maxTokens) {
            this.maxTokens = maxTokens;
        }

        boolean isClosed() {
            return closed;
        }

        @Override
        public int maxTokens() {
            return maxTokens;
        }

        @Override
        public String fingerprint() {
            return "numbers";
        }

        @Override
        public int vocabularySize() {
            return 20;
        }

        @Override
        public int paddingId() {
            return 0;
        }

        @Override
        public List<Encoding> encode(List<String> texts) {
            return texts.stream()
                    .map(text -> new Encoding(
                            Arrays.stream(text.split(" "))
                                    .filter(id -> !id.isEmpty())
                                    .mapToInt(Integer::parseInt)
                                    .toArray(),
                            false))
                    .toList();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}

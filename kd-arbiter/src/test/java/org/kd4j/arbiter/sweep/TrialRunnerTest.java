package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.datavec.api.records.reader.RecordReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.data.batching.BatchReader;
import org.kd4j.data.records.Labels;
import org.kd4j.models.student.TextTask;

/** A trial that is interrupted continues from its state, and ends as one that was not. */
class TrialRunnerTest {
    private static final long SEED = 9;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: kim-cnn, embedding: 4}",
                "{kind: fasttext-linear, embedding: 4}",
                "{kind: transformer, layers: 2, hidden: 8, heads: 2, intermediate: 16, head: tanh}",
                "{kind: transformer, layers: 1, hidden: 8, heads: 2, intermediate: 16, engine: samediff}"
            })
    void continuesWhereItWasInterrupted(String student) {
        Trial<Config> trial = trial(
                "student=" + student,
                "training.epochs=5",
                "training.checkpoint={steps: 3, seconds: 0}",
                "training.earlyStopping={patience: 4, metric: loss}");
        Counter whole = new Counter(Integer.MAX_VALUE);
        TrialResult expected = runner(whole).train(trial, file("whole"), folder.resolve("whole"));

        assertThatThrownBy(() -> runner(new Counter(3)).train(trial, file("again"), folder.resolve("states")))
                .hasMessage("power cut");
        assertThat(folder.resolve("states/training.state")).exists();
        Counter rest = new Counter(Integer.MAX_VALUE);
        TrialResult found = runner(rest).train(trial, file("again"), folder.resolve("states"));

        assertThat(found).usingRecursiveComparison().ignoringFields("seconds").isEqualTo(expected);
        assertThat(rest.epochs).isBetween(0, whole.epochs - 2);
        try (Student one = students().load(trial.config(), file("whole"));
                Student other = students().load(trial.config(), file("again"))) {
            assertThat(other.logits(records(30).tokens()))
                    .isDeepEqualTo(one.logits(records(30).tokens()));
        }
    }

    @Test
    void keepsNoStateWhereItIsToldNotTo() {
        Trial<Config> trial = trial("student.kind=fasttext-linear", "training.checkpoint={steps: , seconds: 0}");
        runner(new Counter(Integer.MAX_VALUE)).train(trial, file("student"), folder.resolve("states"));
        assertThat(folder.resolve("states")).doesNotExist();
    }

    @Test
    void refusesToClipWhatIsNeverInOnePlace() {
        Trial<Config> clipped = trial("student.kind=fasttext-linear", "training.clipNorm=1");
        assertThatThrownBy(() -> Students.check(clipped.config()))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("training.clipNorm");
    }

    /** 700 records of 1 to 8 tokens, each of which has 2^20 numbers in the wide layer. */
    @Test
    void namesTheKeyOfABatchThatIsTooLarge() {
        Trial<Config> trial = trial(
                "student={kind: transformer, layers: 1, hidden: 1, heads: 1, intermediate: 1048576, engine: encoder}",
                "training.batchSize=700");

        assertThatThrownBy(() ->
                        runner(new Counter(1), records(700)).train(trial, file("student"), folder.resolve("states")))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageMatching(
                        "training\\.batchSize: found 700, which makes a batch of 700 records with \\d+ tokens, "
                                + "whose feed-forward part would be \\d+ values, expected batches with at most 2147483647\\. "
                                + "Lower it or data\\.maxTokens, or raise training\\.accumulation, which divides batches\\.");
    }

    /** On the demonstration, from a teacher that is right and as sure as fine-tuned ones are. */
    @ParameterizedTest
    @ValueSource(floats = {2, 5, 8})
    void learnsLogitsOfAnySizeAtTheRateThatNobodySets(float size) throws Exception {
        Trial<Config> trial = trial(
                "student.kind=fasttext-linear", "objective={kind: logit-regression, alpha: 1}", "data.maxTokens=128");
        DataSets sets = DataSets.open(trial.config().data(), SEED);
        Labels labels = sets.labels(trial.config().data());
        try (Tokenizer tokenizer = TeacherModel.studentTokenizer(trial.config())) {
            TextTask task = new TextTask(tokenizer.vocabularySize(), tokenizer.paddingId(), tokenizer.maxTokens(), 2);
            Materials materials = new Materials(
                    labels,
                    null,
                    taught(sets.train(), tokenizer, labels, size),
                    taught(sets.dev(), tokenizer, labels, size),
                    Optional.empty(),
                    Students.of(task),
                    null,
                    null);

            TrialResult result = new TrialRunner(materials, new Counter(Integer.MAX_VALUE))
                    .train(trial, file("student"), folder.resolve("states"));

            assertThat(result.dev().metrics().accuracy()).isGreaterThan(0.7);
        }
    }

    private static Batch taught(DataSet set, Tokenizer tokenizer, Labels labels, float size) throws Exception {
        try (RecordReader reader = set.records().get()) {
            Batch records =
                    new BatchReader(tokenizer, labels).read(reader, set.where()).batch();
            float[][] teacher = new float[records.size()][];
            Arrays.setAll(
                    teacher, i -> records.labels()[i] == 0 ? new float[] {size, -size} : new float[] {-size, size});
            return records.withTeacher(teacher);
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".zip");
    }

    private static Trial<Config> trial(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("sweep.grid={}");
        all.add("sweep.baseline=false");
        all.add(0, "data.maxTokens=8");
        return Plan.of(ConfigTree.read(null, all)).all().get(0);
    }

    private static TrialRunner runner(Counter counter) {
        return runner(counter, records(70));
    }

    private static TrialRunner runner(Counter counter, Batch train) {
        Materials materials = new Materials(
                new Labels(List.of("0", "1")), null, train, records(30), Optional.empty(), students(), null, null);
        return new TrialRunner(materials, counter);
    }

    private static Students students() {
        return Students.of(new TextTask(20, 0, 8, 2));
    }

    private static Batch records(int n) {
        SplittableRandom random = Seeds.stream(SEED, "records", n);
        List<String> ids = new ArrayList<>();
        int[][] tokens = new int[n][];
        int[] labels = new int[n];
        float[][] teacher = new float[n][2];
        for (int i = 0; i < n; i++) {
            ids.add("r" + i);
            tokens[i] = random.ints(1 + random.nextInt(8), 1, 20).toArray();
            labels[i] = random.nextInt(2);
            teacher[i][labels[i]] = 2;
        }
        return Batch.of(ids, tokens, labels).withTeacher(teacher);
    }

    /** Counts epochs, and fails after some of them. */
    private static final class Counter extends Onlooker {
        private final int fatal;
        private int epochs;

        Counter(int fatal) {
            this.fatal = fatal;
        }

        @Override
        public void advanced(long count) {
            epochs += count;
            if (epochs == fatal) {
                throw new IllegalStateException("power cut");
            }
        }
    }
}

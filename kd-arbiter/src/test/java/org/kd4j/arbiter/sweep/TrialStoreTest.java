package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.arbiter.results.EpochScores;
import org.kd4j.arbiter.results.EpochWeights;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.batch.Groups;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.failure.InvalidInput;

class TrialStoreTest {
    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasPut() {
        int[] labels = {0, 1};
        double[][] probabilities = {{0.9, 0.1}, {0.6, 0.4}};
        // The second group has nobody, so all of it is undefined.
        Groups groups = new Groups(List.of("all", "nobody"), new int[][] {{0}, {0}});
        Scores scores =
                new Scores(Metrics.of(labels, probabilities), 0.5, GroupMetrics.of(labels, probabilities, groups, 1));
        TrialResult done = new TrialResult(
                1,
                false,
                Map.of("objective.alpha", 0.5),
                7,
                TrialResult.State.DONE,
                scores,
                null,
                Map.of("other", scores),
                1234,
                1.5,
                List.of(new EpochWeights(2, Map.of("0", 3L, "over 64", 4_000_000_000L))),
                List.of(new EpochScores(0, 1.5, 1.25, 0.5, 0.25, 1.125)),
                null);
        TrialResult failed = new TrialResult(
                0, true, Map.of(), 7, TrialResult.State.FAILED, null, null, 0, 0, "the loss became NaN");
        try (TrialStore store = TrialStore.open(folder.resolve("trials.db"))) {
            store.put(done.withState(TrialResult.State.RUNNING));
            store.put(done);
            store.put(failed);
        }

        try (TrialStore store = TrialStore.open(folder.resolve("trials.db"))) {
            assertThat(store.trials()).usingRecursiveComparison().isEqualTo(List.of(failed, done));
        }
    }

    @Test
    void keepsFactsAboutTheSweep() {
        try (TrialStore store = TrialStore.open(folder.resolve("trials.db"))) {
            store.keep("teacher", "first");
            store.keep("teacher", "second");

            assertThat(store.kept("teacher", String.class)).contains("second");
            assertThat(store.kept("other", String.class)).isEmpty();
        }
    }

    @Test
    void refusesAFileThatIsNoStore() throws Exception {
        Path file = Files.writeString(folder.resolve("trials.db"), "not a database, but long enough to be read as one");

        assertThatThrownBy(() -> TrialStore.open(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file.toString());
    }
}

package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.results.TrialResult;

/** Single trials of models of annotators. */
class AnnotatorRunnerTest extends AbstractAnnotatorSweepTest {

    /** On a clock that goes on by a second whenever it is asked: at the start, around the scoring of each epoch, at the end. */
    @Test
    void timesTheTrainingWithoutTheScoringOfItsEpochs() throws Exception {
        AtomicLong seconds = new AtomicLong();
        Plan<AnnotatorConfig> plan = Plan.ofAnnotators(
                ConfigTree.read(null, settings("annotators={model: separate-heads}", "training.epochs=3")));
        Trial<AnnotatorConfig> trial = plan.points().get(0);
        SaidMessages messages = new SaidMessages(said);
        try (AnnotatorMaterials materials =
                        AnnotatorPreparation.prepare(trial.config(), folder.resolve("cache.db"), messages);
                TrialStore store = TrialStore.open(folder.resolve("trials.db"))) {
            AnnotatorRunner runner = new AnnotatorRunner(
                    materials,
                    new AnnotatorScoring(materials.mode(), 1),
                    store,
                    messages,
                    () -> seconds.getAndIncrement() * 1_000_000_000);
            TrialResult result = runner.train(trial, folder.resolve("model"), folder.resolve("states"));

            assertThat(result.epochs()).hasSize(3);
            assertThat(result.seconds()).isEqualTo(1 + 2 * 3 - 3);
        }
    }

    @Test
    void whatIsDoneAsideDoesNotCount() {
        AtomicLong now = new AtomicLong(5_000_000_000L);
        TrainingClock clock = new TrainingClock(now::get);
        now.addAndGet(2_000_000_000L);
        clock.aside(() -> now.addAndGet(7_000_000_000L));
        now.addAndGet(500_000_000L);
        clock.aside(() -> now.addAndGet(1_000_000_000L));
        assertThat(clock.seconds()).isEqualTo(2.5);
    }
}

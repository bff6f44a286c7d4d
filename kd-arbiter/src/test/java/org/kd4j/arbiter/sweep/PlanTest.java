package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.ObjectiveConfig;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;

class PlanTest {
    @Test
    void hasABaselineAndEveryTemperatureWithEveryAlpha() {
        Plan plan = new Plan(ConfigTree.read(null, List.of()));

        assertThat(plan.all()).extracting(Trial::number).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(plan.baselines())
                .extracting(trial -> trial.config().objective().toObjective())
                .containsExactly(new HardLabels());
        assertThat(plan.points())
                .extracting(trial -> trial.config().objective().toObjective())
                .containsExactlyInAnyOrder(
                        Hinton.of(1, 0.5),
                        Hinton.of(1, 0.9),
                        Hinton.of(2, 0.5),
                        Hinton.of(2, 0.9),
                        Hinton.of(4, 0.5),
                        Hinton.of(4, 0.9));
    }

    @Test
    void trainsEveryPointAndTheBaselineOnceASeed() {
        Plan plan =
                new Plan(ConfigTree.read(null, List.of("sweep.seeds=[3, 4]", "sweep.grid={objective.alpha: [0.5]}")));

        assertThat(plan.all()).extracting(Trial::seed).containsExactly(3L, 4L, 3L, 4L);
        assertThat(plan.points())
                .allSatisfy(trial -> assertThat(trial.parameters()).containsOnlyKeys("objective.alpha"));
    }

    @Test
    void trainsOnceWithoutAGrid() {
        Plan plan = new Plan(ConfigTree.read(null, List.of("sweep.grid={}", "sweep.baseline=false")));

        assertThat(plan.all()).hasSize(1);
    }

    @Test
    void refusesToVaryWhatAllTrialsShare() {
        assertThatThrownBy(() -> new Plan(ConfigTree.read(null, List.of("sweep.grid={data.maxTokens: [8, 16]}"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("data.maxTokens");
    }

    @Test
    void findsAWrongValueOfTheGridBeforeAnythingRuns() {
        assertThatThrownBy(
                        () -> new Plan(ConfigTree.read(null, List.of("sweep.grid={objective.temperature: [1, -2]}"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("sweep.grid objective.temperature: found -2.0, expected a number > 0.");
    }

    @Test
    void findsAnUnknownKeyOfTheGrid() {
        assertThatThrownBy(() -> new Plan(ConfigTree.read(null, List.of("sweep.grid={objective.temp: [1]}"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("unknown key 'temp'");
    }

    @Test
    void refusesToVaryWhereHiddenStatesComeFrom() {
        assertThatThrownBy(() -> new Plan(ConfigTree.read(
                        null, List.of("objective.kind=pkd", "sweep.grid={objective.hiddenStates: [cached, along]}"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("objective.hiddenStates");
    }

    @Test
    void saysWhichStudentHasBlocks() {
        for (String objective : List.of("pkd", "dedier")) {
            for (String student : List.of("kim-cnn", "fasttext-linear")) {
                assertThatThrownBy(() -> Sweep.check(ConfigTree.read(
                                null, List.of("objective.kind=" + objective, "student.kind=" + student))))
                        .isInstanceOf(InvalidConfig.class)
                        .hasMessageContainingAll(
                                "objective.kind: found " + objective + " with student.kind " + student, "transformer");
            }
        }
    }

    /** It learns labels, not logits. */
    @Test
    void aBaselineHasTheDefaultsOfItsOwnObjective() {
        Plan plan = new Plan(
                ConfigTree.read(null, List.of("student.kind=fasttext-linear", "objective.kind=logit-regression")));

        assertThat(plan.baselines())
                .extracting(trial -> trial.config().training().optimizer().learningRate())
                .containsExactly(0.5);
        assertThat(plan.points())
                .extracting(trial -> trial.config().training().optimizer().learningRate())
                .containsOnly(0.2);
    }

    @Test
    void variesLayerMapsOfAnyForm() {
        Plan plan = new Plan(ConfigTree.read(
                null,
                List.of(
                        "objective.kind=pkd",
                        "sweep.baseline=false",
                        "sweep.grid={objective.layerMap: [last, [[1, 3]]]}")));

        assertThat(plan.points())
                .extracting(trial -> ((ObjectiveConfig.Pkd) trial.config().objective()).layers())
                .containsExactlyInAnyOrder(new LayerMap.Last(), new LayerMap.Explicit(List.of(new BlockPair(1, 3))));
    }
}

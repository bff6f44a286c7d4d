package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.Config;
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
        Plan<Config> plan = Plan.of(ConfigTree.read(null, List.of()));

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
        Plan<Config> plan =
                Plan.of(ConfigTree.read(null, List.of("sweep.seeds=[3, 4]", "sweep.grid={objective.alpha: [0.5]}")));

        assertThat(plan.all()).extracting(Trial::seed).containsExactly(3L, 4L, 3L, 4L);
        assertThat(plan.points())
                .allSatisfy(trial -> assertThat(trial.parameters()).containsOnlyKeys("objective.alpha"));
    }

    @Test
    void trainsOnceWithoutAGrid() {
        Plan<Config> plan = Plan.of(ConfigTree.read(null, List.of("sweep.grid={}", "sweep.baseline=false")));

        assertThat(plan.all()).hasSize(1);
    }

    @Test
    void refusesToVaryWhatAllTrialsShare() {
        assertThatThrownBy(() -> Plan.of(ConfigTree.read(null, List.of("sweep.grid={data.maxTokens: [8, 16]}"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("data.maxTokens");
    }

    @Test
    void findsAWrongValueOfTheGridBeforeAnythingRuns() {
        assertThatThrownBy(() -> Plan.of(ConfigTree.read(null, List.of("sweep.grid={objective.temperature: [1, -2]}"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("sweep.grid objective.temperature: found -2.0, expected a number > 0.");
    }

    @Test
    void findsAnUnknownKeyOfTheGrid() {
        assertThatThrownBy(() -> Plan.of(ConfigTree.read(null, List.of("sweep.grid={objective.temp: [1]}"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("unknown key 'temp'");
    }

    @Test
    void refusesToVaryWhereHiddenStatesComeFrom() {
        assertThatThrownBy(() -> Plan.of(ConfigTree.read(
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

    @Test
    void doesNotTrainTwiceWhatDiffersInNothingThatMatters() {
        Plan<Config> plan = plan(
                "objective.hardWeight=1",
                "objective.softWeight=0.5",
                "sweep.grid={objective.alpha: [0.1, 0.2, 0.3], objective.temperature: [1, 2]}");

        assertThat(plan.points())
                .extracting(Trial::parameters)
                .containsExactlyInAnyOrder(Map.of("objective.temperature", 1), Map.of("objective.temperature", 2));
        assertThat(plan.points()).extracting(Trial::number).containsExactly(1, 2);
        assertThat(plan.grid().points()).hasSize(2);
        assertThat(plan.notices())
                .containsExactly("objective.alpha changes nothing, because hardWeight and softWeight are both given.");
    }

    /** The exponent belongs to one weighting, the scale to the other. */
    @Test
    void variesTheMarginOnlyWithTheWeightingThatHasIt() {
        Plan<Config> plan = plan(
                "objective.kind=dedier",
                "student.kind=transformer",
                "sweep.baseline=false",
                "sweep.seeds=[1, 2]",
                "sweep.grid={objective.weighting: [one-plus-margin-power-if-wrong-else-zero,"
                        + " exp-scaled-margin-if-wrong-else-one],"
                        + " objective.marginExponent: [1, 3], objective.marginScale: [1, 2, 4]}");

        // Two exponents and three scales, each with two seeds, of 24 combinations.
        assertThat(plan.points()).hasSize(10);
        assertThat(plan.points())
                .extracting(Trial::parameters)
                .allSatisfy(point -> assertThat(point).hasSize(2));
        assertThat(plan.points().stream()
                        .map(trial -> trial.config().objective().toObjective() + " " + trial.seed())
                        .distinct())
                .hasSize(10);
        assertThat(plan.notices())
                .containsExactlyInAnyOrder(
                        "objective.marginScale changes nothing in some trials, because weighting is"
                                + " one-plus-margin-power-if-wrong-else-zero.",
                        "objective.marginExponent changes nothing in some trials, because weighting is"
                                + " exp-scaled-margin-if-wrong-else-one.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "objective.kind=dedier objective.marginScale=2        | objective.marginScale changes nothing, because weighting is one-plus-margin-power-if-wrong-else-zero.",
                "objective.kind=dedier objective.weightedTerms=hard objective.softWeight=0 | objective.temperature changes nothing, because the soft term has weight 0.",
                "objective.kind=pkd objective.hiddenWeight=0 objective.layerMap=last sweep.grid={} | objective.layerMap changes nothing, because hiddenWeight is 0.",
                "objective.alpha=0 objective.reduction=mean sweep.grid={} | objective.reduction changes nothing, because the soft term has weight 0.",
                "objective.kind=logit-regression objective.alpha=0 objective.reduction=mean sweep.grid={} | objective.reduction changes nothing, because the soft term has weight 0."
            })
    void saysWhatIsWrittenAndChangesNothing(String settings, String notice) {
        assertThat(plan(settings.split(" ")).notices()).containsExactly(notice);
    }

    @Test
    void saysNothingOfWhatNobodyWrote() {
        assertThat(plan("objective.kind=dedier").notices()).isEmpty();
        assertThat(plan("objective.softWeight=0", "sweep.grid={}").notices()).isEmpty();
        assertThat(plan("objective.hardWeight=1", "objective.softWeight=1", "sweep.grid={}")
                        .notices())
                .isEmpty();
    }

    @Test
    void refusesAWarmUpThatNeverEnds() {
        assertThatThrownBy(() -> Sweep.check(ConfigTree.read(
                        null,
                        List.of(
                                "objective.kind=dedier",
                                "student.kind=transformer",
                                "training.epochs=3",
                                "objective.warmUpEpochs=3"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("objective.warmUpEpochs: found 3 with training.epochs 3, expected fewer");
    }

    private static Plan<Config> plan(String... settings) {
        return Plan.of(ConfigTree.read(null, List.of(settings)));
    }

    /** It learns labels, not logits. */
    @Test
    void aBaselineHasTheDefaultsOfItsOwnObjective() {
        Plan<Config> plan = Plan.of(
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
        Plan<Config> plan = Plan.of(ConfigTree.read(
                null,
                List.of(
                        "objective.kind=pkd",
                        "sweep.baseline=false",
                        "sweep.grid={objective.layerMap: [last, [[1, 3]]]}")));

        assertThat(plan.points())
                .extracting(trial -> ((ObjectiveConfig.Pkd) trial.config().objective()).layers())
                .containsExactlyInAnyOrder(new LayerMap.Last(), new LayerMap.Explicit(List.of(new BlockPair(1, 3))));
    }

    @Test
    void comparesModelsOfAnnotatorsWithMajoritiesUnlessTheyAllAreSuch() {
        List<String> majority = List.of("annotators.model=majority", "data.file=a.csv");
        assertThat(Plan.ofAnnotators(ConfigTree.read(null, majority)).baselines())
                .isEmpty();
        List<String> grid = new ArrayList<>(majority);
        grid.add("sweep.grid={annotators.model: [separate-heads, shared-recommender]}");
        Plan<AnnotatorConfig> plan = Plan.ofAnnotators(ConfigTree.read(null, grid));

        assertThat(plan.points()).hasSize(2);
        assertThat(plan.baselines())
                .extracting(trial -> trial.config().annotators().model())
                .containsExactly("majority");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.split.seed changes nothing, because data.train and data.dev are files of their own. | data={train: a, dev: b, split: {seed: 3}}",
                "data.split.parts changes nothing, because data.train and data.dev are files of their own. | data={train: a, dev: b, split: {parts: c}}",
                "data.split.by changes nothing, because data.split.parts says what is where. | data={file: a, split: {by: random, parts: c}}",
                "data.policies.minimumLabels changes nothing, because data.policies.rareAnnotators keep drops nobody for having few labels. | data={file: a, policies: {minimumLabels: 12}}",
                "| data={file: a, split: {seed: 3}, policies: {minimumLabels: 12, rareAnnotators: drop}}",
                "annotators.pooler.dropout changes nothing, because without annotators.pooler.width there is none. | data={file: a} ; annotators={pooler: {dropout: 0.1}}",
                "| data={file: a} ; annotators={pooler: {width: 9, dropout: 0.1}}",
            })
    void saysWhatOfAnnotatorsIsIgnored(String notice, String settings) {
        List<String> given = new ArrayList<>(List.of("annotators.model=majority"));
        given.addAll(List.of(settings.split(" ; ")));
        List<String> notices = Plan.ofAnnotators(ConfigTree.read(null, given)).notices();

        assertThat(notices).isEqualTo(notice == null ? List.of() : List.of(notice));
    }
}

package org.kd4j.arbiter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.EarlyReadoutWeighting;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.objective.ReadoutSchedule;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.objective.WeightedTerms;

/** Objectives over hidden states and early readouts, as a configuration spells them. */
class ObjectiveConfigTest {
    @TempDir
    Path folder;

    @Test
    void matchesHiddenStatesAsAskedFor() throws Exception {
        Pkd byDefault = new Pkd(Hinton.of(2, 0.9), HiddenStateMatching.of(100, true), new LayerMap.Skip());
        assertThat(pkd().toObjective()).isEqualTo(byDefault);
        assertThat(pkd().hiddenStates()).isEqualTo(ObjectiveConfig.Pkd.HiddenStates.CACHED);

        Path file = file("objective:\n  kind: pkd\n  temperature: 10\n  alpha: 0.5\n  hiddenWeight: 500\n"
                + "  normalize: false\n  layerMap: [[1, 2], [2, 4]]\n  hiddenStates: along\n");
        ConfigTree tree = ConfigTree.read(file, List.of());
        LayerMap pairs = new LayerMap.Explicit(List.of(new BlockPair(1, 2), new BlockPair(2, 4)));
        assertThat(tree.toConfig().objective().toObjective())
                .isEqualTo(new Pkd(Hinton.of(10, 0.5), HiddenStateMatching.of(500, false), pairs));
        assertThat(((ObjectiveConfig.Pkd) tree.toConfig().objective()).hiddenStates())
                .isEqualTo(ObjectiveConfig.Pkd.HiddenStates.ALONG);
        assertThat(ConfigTree.read(file(tree.toYaml()), List.of()).toConfig()).isEqualTo(tree.toConfig());
        assertThat(pkd("objective.layerMap=last").layers()).isEqualTo(new LayerMap.Last());
    }

    @ParameterizedTest
    @ValueSource(strings = {"middle", "[]", "[1, 2]", "[[1]]", "[[1, -2]]", "[[1, 2], [1, 2]]", "[[1, 2.5]]", "2", ""})
    void saysWhatALayerMapIs(String value) {
        assertThatThrownBy(() -> pkd("objective.layerMap=" + value))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith("--set objective.layerMap: found ")
                .hasMessageContaining("expected skip, last, or different pairs");
    }

    @Test
    void saysWhereHiddenStatesCanComeFrom() {
        assertThatThrownBy(() -> pkd("objective.hiddenStates=disk"))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("\"disk\", expected one of [cached, along]");
        assertThatThrownBy(() -> pkd("objective.hiddenWeight=-1")).hasMessageContaining("a number ≥ 0");
    }

    private static ObjectiveConfig.Pkd pkd(String... settings) {
        List<String> all = new ArrayList<>(List.of("objective.kind=pkd"));
        all.addAll(List.of(settings));
        return (ObjectiveConfig.Pkd) ConfigTree.read(null, all).toConfig().objective();
    }

    @Test
    void weighsByEarlyReadoutsAsAskedFor() throws Exception {
        Dedier byDefault = new Dedier(
                new Hinton(2, 1, 0.05, Reduction.BATCHMEAN),
                new EarlyReadoutWeighting.OnePlusMarginPowerIfWrongElseZero(3),
                WeightedTerms.SOFT,
                1,
                1);
        assertThat(ConfigTree.read(null, List.of("objective.kind=dedier"))
                        .toConfig()
                        .objective()
                        .toObjective())
                .isEqualTo(byDefault);

        Path file = file("objective:\n  kind: dedier\n  temperature: 4\n  hardWeight: 0.5\n  softWeight: 0.9\n"
                + "  weighting: exp-scaled-margin-if-wrong-else-one\n  marginScale: 2\n  weightedTerms: both\n"
                + "  auxiliaryWeight: 0.3\n  readoutBlock: 2\n  warmUpEpochs: 1\n  reweighEvery: 2\n");
        ConfigTree tree = ConfigTree.read(file, List.of());
        assertThat(tree.toConfig().objective().toObjective())
                .isEqualTo(new Dedier(
                        new Hinton(4, 0.5, 0.9, Reduction.BATCHMEAN),
                        new EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne(2),
                        WeightedTerms.BOTH,
                        0.3,
                        2,
                        new ReadoutSchedule(1, 2)));
        assertThat(ConfigTree.read(file(tree.toYaml()), List.of()).toConfig()).isEqualTo(tree.toConfig());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weighting=margin     | expected one of [one-plus-margin-power-if-wrong-else-zero, exp-scaled",
                "marginExponent=0     | expected a number > 0",
                "marginScale=80.5     | expected a number from 0 to 80",
                "auxiliaryWeight=0    | expected a number > 0",
                "readoutRate=0        | expected a number > 0",
                "readoutBlock=0       | expected a whole number ≥ 1",
                "readoutPooling=max   | expected one of [cls, mean]",
                "reweighEvery=-1      | expected a whole number ≥ 0",
                "reweighEvery=2       | objective.reweighEvery: found 2 with warmUpEpochs 0, expected 0, or warmUpEpochs ≥ 1",
                "weightedTerms=none   | expected one of [soft, hard, both]",
                "softWeight=0         | objective.weightedTerms: found soft with softWeight 0, expected hard, or a softWeight > 0",
                "alpha=0.5            | unknown key 'alpha'"
            })
    void saysWhatAnEarlyReadoutTakes(String setting, String message) {
        assertThatThrownBy(() -> ConfigTree.read(null, List.of("objective.kind=dedier", "objective." + setting))
                        .toConfig())
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(message);
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("config.yaml"), text);
    }
}

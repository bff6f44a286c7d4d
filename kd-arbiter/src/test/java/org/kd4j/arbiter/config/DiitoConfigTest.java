package org.kd4j.arbiter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.interchange.Spans;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.objective.Reduction;

/** Interchange interventions, as a configuration spells them. */
class DiitoConfigTest {
    @TempDir
    Path folder;

    @Test
    void exchangesAThirdOfAllStatesByDefault() {
        DiitoConfig diito = diito();

        assertThat(diito.toObjective())
                .isEqualTo(new Diito(Hinton.of(2, 0.9), new Hinton(2, 0, 1, Reduction.BATCHMEAN)));
        assertThat(diito.aligned()).isEqualTo(new LayerMap.Skip());
        assertThat(diito.exchanged()).isEqualTo(new Neurons.Full());
        assertThat(diito.spans()).isEqualTo(new Spans(0.3, true, true));
        assertThat(diito.pairs()).isEqualTo(Pairs.DRAWN);
        assertThat(diito.exchange()).isEqualTo(Level.STATES);
        assertThat(diito.matching()).isEmpty();
        assertThat(diito.kind()).isEqualTo("diito");
    }

    @Test
    void exchangesAsAskedFor() throws Exception {
        Path file = Files.writeString(folder.resolve("config.yaml"), """
                objective:
                  kind: diito
                  temperature: 20
                  hardWeight: 0.3
                  softWeight: 0.7
                  reduction: mean
                  counterfactualWeight: 0.5
                  alignedLayers: [[1, 2], [2, 4]]
                  neurons: [0, 64]
                  proportion: 1
                  positions: scattered
                  specialTokens: false
                  pairs: fixed
                  exchange: tokens
                  hiddenWeight: 10
                  normalize: false
                  layerMap: last
                  hiddenStates: along
                """);
        ConfigTree tree = ConfigTree.read(file, List.of());
        DiitoConfig diito = (DiitoConfig) tree.toConfig().objective();

        Pkd factual = new Pkd(
                new Hinton(20, 0.3, 0.7, Reduction.MEAN), HiddenStateMatching.of(10, false), new LayerMap.Last());
        assertThat(diito.toObjective()).isEqualTo(new Diito(factual, new Hinton(20, 0, 0.5, Reduction.MEAN)));
        assertThat(diito.aligned()).isEqualTo(new LayerMap.Explicit(List.of(new BlockPair(1, 2), new BlockPair(2, 4))));
        assertThat(diito.exchanged()).isEqualTo(new Neurons.Range(new Columns(0, 64)));
        assertThat(diito.spans()).isEqualTo(new Spans(1, false, false));
        assertThat(diito.pairs()).isEqualTo(Pairs.FIXED);
        assertThat(diito.exchange()).isEqualTo(Level.TOKENS);
        assertThat(diito.matching().orElseThrow().hiddenStates()).isEqualTo(ObjectiveConfig.Pkd.HiddenStates.ALONG);
        Path again = Files.writeString(folder.resolve("again.yaml"), tree.toYaml());
        assertThat(ConfigTree.read(again, List.of()).toConfig()).isEqualTo(tree.toConfig());
    }

    /** In a student of two heads with four columns each. */
    @Test
    void exchangesColumnsOfStates() {
        assertThat(diito("neurons=full").exchanged().of(8, 2)).containsExactly(new Columns(0, 8));
        assertThat(diito("neurons=heads").exchanged().of(8, 2)).containsExactly(new Columns(0, 4), new Columns(4, 8));
        assertThat(diito("neurons=[3,8]").exchanged().of(8, 2)).containsExactly(new Columns(3, 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "temperature=0                | objective.temperature: found 0.0, expected a number > 0.",
                "alpha=1.5                    | objective.alpha: found 1.5, expected a number from 0 to 1.",
                "softWeight=-1                | objective.softWeight: found -1.0, expected a number ≥ 0.",
                "reduction=sum                | objective.reduction: found \"sum\", expected one of [batchmean, mean].",
                "counterfactualWeight=0       | objective.counterfactualWeight: found 0.0, expected a number > 0.",
                "alignedLayers=middle         | objective.alignedLayers: found \"middle\", expected skip, last, or different pairs",
                "alignedLayers=[[1,2],[1,2]]  | objective.alignedLayers: found [[1,2],[1,2]], expected skip, last, or different pairs",
                "alignedLayers=[[0,1]]        | objective.alignedLayers: found [[0,1]], expected blocks from 1, because embeddings",
                "alignedLayers=[[1,2],[1,0]]  | objective.alignedLayers: found [[1,2],[1,0]], expected blocks from 1, because embeddings",
                "neurons=[5,2]                | objective.neurons: found [5,2], expected full, heads, or a range of columns",
                "neurons=[2,2]                | objective.neurons: found [2,2], expected full, heads, or a range of columns",
                "neurons=[-1,2]               | objective.neurons: found [-1,2], expected full, heads, or a range of columns",
                "neurons=[1]                  | objective.neurons: found [1], expected full, heads, or a range of columns",
                "neurons=half                 | objective.neurons: found \"half\", expected full, heads, or a range of columns",
                "neurons=                     | objective.neurons: found nothing, expected full, heads, or a range of columns",
                "proportion=0                 | objective.proportion: found 0.0, expected a number above 0, up to 1.",
                "proportion=1.1               | objective.proportion: found 1.1, expected a number above 0, up to 1.",
                "positions=random             | objective.positions: found \"random\", expected one of [consecutive, scattered].",
                "specialTokens=some           | objective.specialTokens: found \"some\", expected true or false.",
                "pairs=kept                   | objective.pairs: found \"kept\", expected one of [drawn, fixed].",
                "exchange=words               | objective.exchange: found \"words\", expected one of [states, tokens].",
                "hiddenWeight=-1              | objective.hiddenWeight: found -1.0, expected a number ≥ 0.",
                "layerMap=middle              | objective.layerMap: found \"middle\", expected skip, last, or different pairs",
                "hiddenStates=disk            | objective.hiddenStates: found \"disk\", expected one of [cached, along].",
                "beta=3                       | found the unknown key 'beta'"
            })
    void saysWhatAnInterventionTakes(String setting, String message) {
        assertThatThrownBy(() -> diito(setting))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith("--set ")
                .hasMessageContaining(message);
    }

    /** With the place of the key in a file. */
    @Test
    void saysWhereAValueStands() throws Exception {
        Path file = Files.writeString(
                folder.resolve("config.yaml"), "objective:\n  kind: diito\n  alignedLayers: [[0, 1]]\n");

        assertThatThrownBy(() -> ConfigTree.read(file, List.of()).toConfig())
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith(file + ":3:3 objective.alignedLayers: found [[0,1]]");
    }

    @Test
    void knowsWhatChangesNothing() {
        assertThat(diito().ignored()).containsOnlyKeys("normalize", "layerMap");
        assertThat(diito("hiddenWeight=1").ignored()).isEmpty();
        assertThat(diito("hiddenWeight=1", "hardWeight=1", "softWeight=1").ignored())
                .containsOnlyKeys("alpha");
        assertThat(diito("hiddenWeight=1", "exchange=tokens").ignored()).containsOnlyKeys("alignedLayers", "neurons");
    }

    /** The counterfactual term has a temperature and a reduction, whatever the soft term weighs. */
    @ParameterizedTest
    @ValueSource(strings = {"alpha=0", "softWeight=0"})
    void takesATemperatureWithoutASoftTerm(String setting) {
        DiitoConfig diito = diito(setting, "temperature=5", "reduction=mean");

        assertThat(diito.ignored()).doesNotContainKeys("temperature", "reduction");
        assertThat(((Diito) diito.toObjective()).counterfactual()).isEqualTo(new Hinton(5, 0, 1, Reduction.MEAN));
    }

    private static DiitoConfig diito(String... settings) {
        List<String> all = new ArrayList<>(List.of("objective.kind=diito"));
        Stream.of(settings).map(setting -> "objective." + setting).forEach(all::add);
        return (DiitoConfig) ConfigTree.read(null, all).toConfig().objective();
    }
}

package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.ObjectiveConfig.Pkd.HiddenStates;
import org.kd4j.core.batch.AskedStates;
import org.kd4j.core.batch.TeacherStates;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.models.teacher.BlockStates;

/** The teacher's hidden states on their way to the training records, with the model inside the jar. */
class PreparedStatesTest {
    private static final int RECORDS = 24;

    @TempDir
    Path folder;

    private Config config;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        StringBuilder rows = new StringBuilder("sentence\tlabel\n");
        IntStream.range(0, RECORDS)
                .forEach(i -> rows.append(text(i)).append('\t').append(i % 2).append('\n'));
        Path file = Files.writeString(folder.resolve("records.tsv"), rows);
        config = ConfigTree.read(
                        null,
                        List.of("data.train=" + file, "data.dev=" + file, "data.maxTokens=16", "teacher.head=probe"))
                .toConfig();
    }

    private static String text(int i) {
        return "record " + i + " is " + (i % 2 == 0 ? "good" : "not good at all");
    }

    @Test
    void givesTheSameStatesCachedAndAlong() throws Exception {
        TeacherStates cached = prepare(HiddenStates.CACHED);

        assertThat(cached.layers()).isEqualTo(new TeacherLayers(6, 384, List.of(2, 3, 4)));
        assertThat(cached.size()).isEqualTo(RECORDS);
        // 24 times a page of 4,096 bytes and the rest of 3 × 384 × 4 with its key, 603 bytes on pages half full.
        int announced = lineWith("blocks [2, 3, 4]: 24 records × 3 layers × 384 values", "127.2 kB", "cache.db");
        assertThat(lineWith("24 hidden states computed")).isGreaterThan(announced);
        try (Materials materials = materials(HiddenStates.ALONG);
                TeacherModel model = TeacherModel.open(config.teacher(), 16)) {
            BlockStates teacher = model.states(List.of(2, 3, 4));
            TeacherStates along = materials.train().teacherStates();
            lineWith("are computed in every step");
            assertThat(along).isInstanceOf(AskedStates.class);
            assertThat(along.layers()).isEqualTo(cached.layers());
            assertThat(along.fingerprint()).isEqualTo(cached.fingerprint());
            assertThat(materials.dev().hasTeacherStates()).isFalse();
            assertThat(materials.asked()).isPresent();
            int[] rows = {5, 0, 17};
            for (int i = 0; i < rows.length; i++) {
                float[] alone = teacher.apply(List.of(text(rows[i])))[0];
                assertThat(cached.of(rows)[i]).containsExactly(alone, within(1e-4f));
                assertThat(along.of(rows)[i]).containsExactly(alone, within(1e-4f));
            }
        }
    }

    @Test
    void findsALayerMapThatDoesNotFitBeforeTheTeacherSpeaks() {
        StateDemand demand = new StateDemand(
                HiddenStates.CACHED,
                List.of(new StateDemand.Match(new LayerMap.Explicit(List.of(new BlockPair(1, 7))), 3)));

        assertThatThrownBy(() -> prepare(demand))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContainingAll("[1, 7]", "0 to 6 of the teacher");
        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"999, 999 bytes", "1000, 1.0 kB", "21258240, 21.3 MB", "999960000, 1.0 GB", "8000000000000, 8.0 TB"})
    void writesSizesForPeople(long bytes, String text) {
        assertThat(Bytes.text(bytes)).isEqualTo(text);
    }

    /** Skip needs blocks 2 and 4, the pair block 3. */
    private TeacherStates prepare(HiddenStates source) throws Exception {
        try (Materials materials = materials(source)) {
            return materials.train().teacherStates();
        }
    }

    private Materials materials(HiddenStates source) throws Exception {
        return prepare(new StateDemand(
                source,
                List.of(
                        new StateDemand.Match(new LayerMap.Skip(), 3),
                        new StateDemand.Match(new LayerMap.Explicit(List.of(new BlockPair(1, 3))), 3))));
    }

    private Materials prepare(StateDemand demand) throws Exception {
        DataSets sets = DataSets.open(config.data(), 1);
        return Preparation.prepare(config, sets, demand, folder.resolve("cache.db"), new SaidMessages(said));
    }

    private int lineWith(String... parts) {
        for (int i = 0; i < said.size(); i++) {
            if (List.of(parts).stream().allMatch(said.get(i)::contains)) {
                return i;
            }
        }
        throw new AssertionError("no line with " + List.of(parts) + " among " + said);
    }
}

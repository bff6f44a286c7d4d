package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datavec.api.records.reader.RecordReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.DataConfig;
import org.kd4j.data.records.Column;

class DataSetsTest {
    @TempDir
    Path folder;

    private Path file;

    /** 300 texts of 100 templates, each of them three times in places far apart. */
    @BeforeEach
    void write() throws IOException {
        StringBuilder rows = new StringBuilder("sentence,label,template\n");
        for (int i = 0; i < 300; i++) {
            rows.append("text ")
                    .append(i)
                    .append(',')
                    .append(i % 2)
                    .append(",t")
                    .append(i % 100)
                    .append('\n');
        }
        file = Files.writeString(folder.resolve("records.csv"), rows);
    }

    @Test
    void keepsATemplateOnOneSide() throws IOException {
        DataSets sets = open(1, "data.splitBy=template");
        List<String> train = templates(sets.train());
        List<String> dev = templates(sets.dev());

        assertThat(train.size() + dev.size()).isEqualTo(300);
        assertThat(dev).hasSizeBetween(3, 75).doesNotContainAnyElementsOf(train);
        assertThat(templates(open(1, "data.splitBy=template").dev())).isEqualTo(dev);
        assertThat(templates(open(2, "data.splitBy=template").dev())).isNotEqualTo(dev);
    }

    @Test
    void knowsAnotherSplitByAnotherKey() throws IOException {
        DataSets byText = open(1);

        assertThat(byText.dev().key())
                .isNotEqualTo(open(1, "data.splitBy=template").dev().key());
        assertThat(byText.dev().key()).isNotEqualTo(open(2).dev().key());
        assertThat(templates(byText.dev())).containsOnly("");
    }

    private DataSets open(long seed, String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of("data.format=csv", "data.train=" + file));
        settings.addAll(List.of(more));
        DataConfig config = ConfigTree.read(null, settings).toConfig().data();
        return DataSets.open(config, seed);
    }

    private static List<String> templates(DataSet set) throws IOException {
        List<String> templates = new ArrayList<>();
        try (RecordReader reader = set.records().get()) {
            while (reader.hasNext()) {
                templates.add(Column.UNIT.of(reader.next()).toString());
            }
        }
        return templates;
    }
}

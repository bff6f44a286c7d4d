package org.kd4j.arbiter.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.core.seed.Seeds;

/**
 * Annotations to sweep over. Of six annotators, three always say 0, and three say 1 but where a text begins with the word w3:
 * nobody who does not know who is asked does well.
 */
abstract class AbstractAnnotatorSweepTest {
    static final int ITEMS = 60;
    static final int ANNOTATORS = 6;

    @TempDir
    Path folder;

    final List<String> said = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        SmallTeacher.write(folder.resolve("encoder"), List.of("a", "b")).close();
        SplittableRandom random = Seeds.stream(1, "annotated texts", 0);
        StringBuilder rows = new StringBuilder("item,who,label,text,side\n");
        for (int item = 0; item < ITEMS; item++) {
            String text = (item % 4 == 0 ? "w3 " : "w4 ")
                    + random.ints(2 + random.nextInt(5), 5, SmallTeacher.WORDS)
                            .mapToObj(id -> "w" + id)
                            .collect(Collectors.joining(" "));
            for (int annotator = 0; annotator < ANNOTATORS; annotator++) {
                // Two say nothing of every third item.
                if (item % 3 > 0 || annotator > 1) {
                    rows.append(String.format(
                            "i%d,p%d,%d,%s,%s%n",
                            item, annotator, label(item, annotator), text, annotator % 2 == 0 ? "left" : "right"));
                }
            }
        }
        Files.writeString(folder.resolve("labels.csv"), rows);
    }

    private static int label(int item, int annotator) {
        return annotator % 2 == 0 || item % 4 == 0 ? 0 : 1;
    }

    final List<String> settings(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "data={format: long, itemColumn: item, annotatorColumn: who, attributes: [side], f1MinimumLabels: 2}",
                "data.split={by: item, train: 0.5, dev: 0.25, test: 0.25}",
                "data.maxTokens=" + SmallTeacher.TOKENS,
                "annotators.encoder.model=" + folder.resolve("encoder"),
                "annotators.dropout=0",
                "training={epochs: 30, batchSize: 4, optimizer: {kind: adam, learningRate: 0.01}}"));
        settings.addAll(List.of(more));
        if (settings.stream().noneMatch(one -> one.startsWith("data.train") || one.startsWith("data.file"))) {
            settings.add("data.file=" + folder.resolve("labels.csv"));
        }
        return settings;
    }

    final AnnotatorResults sweep(String run, boolean resume, Messages messages, String... more) throws Exception {
        return AnnotatorSweep.run(
                ConfigTree.read(null, settings(more)),
                folder.resolve(run),
                folder.resolve("cache.db"),
                resume,
                messages);
    }

    final AnnotatorResults sweep(String... more) throws Exception {
        return sweep("run", false, new SaidMessages(said), more);
    }
}

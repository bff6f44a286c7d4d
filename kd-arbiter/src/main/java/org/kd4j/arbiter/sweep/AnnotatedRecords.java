package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.config.AnnotatedDataConfig;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.io.Sha256;
import org.kd4j.data.annotations.AnnotatedItems;

/** Items that several people labelled as the records of a distillation: each is labelled by the majority. */
final class AnnotatedRecords {
    private AnnotatedRecords() {}

    /** @param configuration of a sweep over models of annotators, which says what the items are and how they are divided */
    static DataSets open(Path configuration) {
        ConfigTree tree = ConfigTree.read(configuration, List.of());
        if (!tree.isOfAnnotators()) {
            throw new InvalidConfig(
                    "data.annotations",
                    configuration + ", which has no section annotators",
                    "the configuration of a sweep over models of annotators",
                    "Such as config.yaml in its run directory.");
        }
        AnnotatorConfig config = tree.toAnnotatorConfig();
        AnnotatedFiles files = AnnotatedFiles.read(config.data());
        Majority mode = Majority.of(
                config.data().ties().toPolicy(),
                files.train().annotations(),
                files.train().classes().names().size(),
                config.training().seed());
        return new DataSets(
                set(config.data(), "train", files.train(), mode),
                set(config.data(), "dev", files.dev(), mode),
                files.test().map(items -> set(config.data(), "test", items, mode)),
                Map.of());
    }

    /** Files of their own may have the same ids, hence the set's name in its key. */
    private static DataSet set(AnnotatedDataConfig config, String name, AnnotatedItems items, Majority mode) {
        String key = new Sha256()
                .add(String.join("\n", AnnotatedFiles.hashes(config).values()))
                .add(name)
                .add(String.join("\n", items.ids()))
                .add(config.ties().name())
                .hex();
        return new DataSet(
                String.join(", ", config.files()) + ", " + name, key, () -> items.reader(mode), Optional.of(items));
    }
}

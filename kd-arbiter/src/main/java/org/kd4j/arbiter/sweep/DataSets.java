package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.arbiter.config.DataConfig;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.io.Sha256;
import org.kd4j.data.records.CivilCommentsReader;
import org.kd4j.data.records.ColumnNames;
import org.kd4j.data.records.CsvRecordReader;
import org.kd4j.data.records.GlueRecordReader;
import org.kd4j.data.records.GroupColumns;
import org.kd4j.data.records.HoldOut;
import org.kd4j.data.records.LabelledRecordReader;
import org.kd4j.data.records.Labels;
import org.kd4j.data.records.RecordLayout;

/**
 * The data sets of a sweep.
 *
 * @param test empty where none is given
 */
record DataSets(DataSet train, DataSet dev, Optional<DataSet> test) {
    /** The share of the training texts that stands in for dev where none is given. */
    private static final double HELD_OUT = 0.1;

    /** @param seed of the split that makes dev where none is given */
    static DataSets open(DataConfig config, long seed) throws IOException {
        if (config.isDemonstration()) {
            return new DataSets(
                    demonstration("train.tsv"), demonstration("dev.tsv"), Optional.of(demonstration("test.tsv")));
        }
        DataSet train = whole(config, Path.of(config.train()));
        Optional<DataSet> test = Optional.ofNullable(config.test()).map(file -> whole(config, Path.of(file)));
        if (config.dev() != null) {
            return new DataSets(train, whole(config, Path.of(config.dev())), test);
        }
        HoldOut split = new HoldOut(HELD_OUT, seed);
        String how = seed + (config.splitBy() == null ? "" : " by " + config.splitBy());
        return new DataSets(
                new DataSet(
                        train.where(),
                        train.key() + " kept " + how,
                        () -> split.kept(train.records().get())),
                new DataSet(
                        train.where(),
                        train.key() + " held out " + how,
                        () -> split.heldOut(train.records().get())),
                test);
    }

    /** The classes that the configuration names, or else those of the training records. */
    Labels labels(DataConfig config) {
        if (!config.labels().isEmpty()) {
            return new Labels(config.labels());
        }
        try (RecordReader records = train.records().get()) {
            return Labels.discover(records, train.where());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws InvalidConfig if the class that the configuration says is positive is none of them */
    static void checkPositive(DataConfig config, Labels labels) {
        if (config.positiveLabel() != null && !labels.names().contains(config.positiveLabel())) {
            throw new InvalidConfig(
                    "data.positiveLabel",
                    config.positiveLabel(),
                    "one of the data's classes, " + labels.names(),
                    "Correct it, or data.labels.");
        }
    }

    List<DataSet> all() {
        return test.map(set -> List.of(train, dev, set)).orElse(List.of(train, dev));
    }

    /** What was read, as file to key. */
    Map<String, String> hashes() {
        Map<String, String> hashes = new LinkedHashMap<>();
        all().forEach(set -> hashes.merge(set.where(), set.key(), (one, other) -> one + ", " + other));
        return hashes;
    }

    private static DataSet whole(DataConfig config, Path file) {
        reader(config, file).close();
        try {
            return new DataSet(file.toString(), Sha256.ofFile(file), () -> reader(config, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LabelledRecordReader reader(DataConfig config, Path file) {
        LabelledRecordReader reader = switch (config.format()) {
            case GLUE -> new GlueRecordReader(layout(config));
            case CSV -> new CsvRecordReader(layout(config));
            case CIVIL_COMMENTS ->
                new CivilCommentsReader(
                        config.textColumn(),
                        config.labelColumn(),
                        config.idColumn(),
                        config.labelThreshold(),
                        config.groupColumns(),
                        config.groupsByValue(),
                        config.splitBy());
        };
        reader.open(file);
        return reader;
    }

    private static RecordLayout layout(DataConfig config) {
        return new RecordLayout(
                new ColumnNames(config.textColumn(), config.labelColumn(), config.idColumn()),
                config.labelThreshold(),
                new GroupColumns(config.groupColumns(), config.groupsByValue()),
                config.splitBy());
    }

    private static DataSet demonstration(String name) throws IOException {
        URL sentences = DataSets.class.getResource("/org/kd4j/arbiter/demo/" + name);
        try (InputStream in = sentences.openStream()) {
            return new DataSet("demonstration " + name, Sha256.of(in), () -> {
                GlueRecordReader reader = new GlueRecordReader();
                reader.open(sentences);
                return reader;
            });
        }
    }
}

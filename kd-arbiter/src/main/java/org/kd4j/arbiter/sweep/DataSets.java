package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.arbiter.config.DataConfig;
import org.kd4j.arbiter.config.EvaluationConfig;
import org.kd4j.arbiter.config.TextFormat;
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
 * @param evaluations further ones that are scored at the end, by name
 */
record DataSets(DataSet train, DataSet dev, Optional<DataSet> test, Map<String, DataSet> evaluations) {
    /** The share of the training texts that stands in for dev where none is given. */
    private static final double HELD_OUT = 0.1;

    /** @param seed of the split that makes dev where none is given */
    static DataSets open(DataConfig config, long seed) throws IOException {
        if (config.isDemonstration()) {
            return new DataSets(
                    demonstration("train.tsv"),
                    demonstration("dev.tsv"),
                    Optional.of(demonstration("test.tsv")),
                    Map.of());
        }
        if (config.annotations() != null) {
            return AnnotatedRecords.open(Path.of(config.annotations()));
        }
        DataSet train = whole(config, Path.of(config.train()));
        Optional<DataSet> test = Optional.ofNullable(config.test()).map(file -> whole(config, Path.of(file)));
        Map<String, DataSet> evaluations = evaluations(config);
        if (config.dev() != null) {
            return new DataSets(train, whole(config, Path.of(config.dev())), test, evaluations);
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
                test,
                evaluations);
    }

    /** The classes that the configuration names, or else those of the training records. */
    Labels labels(DataConfig config) {
        if (!config.labels().isEmpty()) {
            return new Labels(config.labels());
        }
        if (train.items().isPresent()) {
            return new Labels(train.items().get().classes().names());
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

    /** @throws InvalidConfig if a label of an evaluation set is to mean a class that there is none of */
    static void checkLabelNames(DataConfig config, Labels labels) {
        config.evaluations().forEach((name, evaluation) -> {
            if (!labels.names().containsAll(evaluation.labelNames().values())) {
                throw new InvalidConfig(
                        key(name) + ".labelNames",
                        evaluation.labelNames().toString(),
                        "names of the data's classes, " + labels.names(),
                        "Correct it, or data.labels.");
            }
        });
    }

    List<DataSet> all() {
        List<DataSet> all = new ArrayList<>(List.of(train, dev));
        test.ifPresent(all::add);
        all.addAll(evaluations.values());
        return all;
    }

    /** The key of the configuration that has an evaluation set. */
    static String key(String evaluation) {
        return "data.evaluations." + evaluation;
    }

    /** What was read, as file to key. */
    Map<String, String> hashes() {
        Map<String, String> hashes = new LinkedHashMap<>();
        all().forEach(set -> hashes.merge(set.where(), set.key(), (one, other) -> one + ", " + other));
        return hashes;
    }

    private static DataSet whole(DataConfig config, Path file) {
        TextFormat format = config.textFormat();
        reader(format, config.splitBy(), file).close();
        return new DataSet(file.toString(), hash(file), () -> reader(format, config.splitBy(), file));
    }

    private static Map<String, DataSet> evaluations(DataConfig config) {
        Map<String, DataSet> sets = new LinkedHashMap<>();
        config.evaluations().forEach((name, set) -> sets.put(name, evaluation(key(name), set, config)));
        return Collections.unmodifiableMap(sets);
    }

    /** Its cache key says how the file is read: the same one may be another set as well. */
    private static DataSet evaluation(String key, EvaluationConfig evaluation, DataConfig config) {
        Path file = Path.of(evaluation.file());
        TextFormat format = config.textFormat(evaluation);
        EvaluationReader.explained(key, () -> reader(format, null, file)).close();
        return new DataSet(
                file.toString(),
                hash(file) + " read by " + Sha256.ofText(format.toString()),
                () -> new EvaluationReader(reader(format, null, file), key, evaluation.labelNames()));
    }

    private static String hash(Path file) {
        try {
            return Sha256.ofFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A reader at the first record of a file. */
    static LabelledRecordReader reader(TextFormat format, String splitBy, Path file) {
        LabelledRecordReader reader = switch (format.format()) {
            case GLUE -> new GlueRecordReader(layout(format, splitBy));
            case CSV -> new CsvRecordReader(layout(format, splitBy));
            case CIVIL_COMMENTS ->
                new CivilCommentsReader(
                        format.textColumn(),
                        format.labelColumn(),
                        format.idColumn(),
                        format.labelThreshold(),
                        format.groupColumns(),
                        format.groupsByValue(),
                        splitBy);
        };
        reader.open(file);
        return reader;
    }

    private static RecordLayout layout(TextFormat format, String splitBy) {
        return new RecordLayout(
                new ColumnNames(format.textColumn(), format.labelColumn(), format.idColumn()),
                format.labelThreshold(),
                new GroupColumns(format.groupColumns(), format.groupsByValue()),
                splitBy);
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

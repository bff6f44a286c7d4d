package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.config.AnnotatedDataConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.data.annotations.AnnotatedItems;
import org.kd4j.data.annotations.AnnotationReader;
import org.kd4j.data.annotations.CollectedAnnotations;
import org.kd4j.data.annotations.Part;
import org.kd4j.data.annotations.Parts;

/**
 * The items of a sweep's sets, as they were read.
 *
 * @param test empty where there is none
 * @param parts how one file became these; empty where each set has a file
 * @param findings a line for each file, and for each kind of thing that was not as it should be
 */
record AnnotatedFiles(
        AnnotatedItems train,
        AnnotatedItems dev,
        Optional<AnnotatedItems> test,
        Optional<Parts> parts,
        List<String> findings) {

    /** @throws InvalidInput if a file cannot be used, or a set is empty */
    static AnnotatedFiles read(AnnotatedDataConfig config) {
        return config.file() != null ? split(config) : apart(config);
    }

    private static AnnotatedFiles split(AnnotatedDataConfig config) {
        List<String> findings = new ArrayList<>();
        AnnotatedItems all = read(
                new AnnotationReader(
                        config.toFormat(), config.toScale(), config.policies().toPolicies()),
                config.file(),
                findings);
        Parts parts = config.split().parts() != null
                ? Parts.read(Path.of(config.split().parts()))
                : config.split().toSplit().of(all);
        Map<Part, AnnotatedItems> sets = parts.of(all);
        requireItems(config, sets.get(Part.TRAIN), "train");
        requireItems(config, sets.get(Part.DEV), "dev");
        return new AnnotatedFiles(
                sets.get(Part.TRAIN),
                sets.get(Part.DEV),
                Optional.of(sets.get(Part.TEST)).filter(test -> test.size() > 0),
                Optional.of(parts),
                findings);
    }

    private static void requireItems(AnnotatedDataConfig config, AnnotatedItems items, String set) {
        if (items.size() == 0) {
            throw new InvalidInput(
                    config.split().parts() == null
                            ? config.file()
                            : config.split().parts(),
                    "no item in " + set,
                    "at least one",
                    "Put some there.");
        }
    }

    /** Classes and annotators are those of train; nobody is too rare to be asked. */
    private static AnnotatedFiles apart(AnnotatedDataConfig config) {
        List<String> findings = new ArrayList<>();
        AnnotatedItems train = read(
                new AnnotationReader(
                        config.toFormat(), config.toScale(), config.policies().toPolicies()),
                config.train(),
                findings);
        AnnotationReader others = new AnnotationReader(
                config.toFormat(),
                config.toScale(train.classes().names()),
                config.policies().keepingRareAnnotators().toPolicies());
        AnnotatedItems dev = read(others, config.dev(), findings);
        Optional<AnnotatedItems> test = Optional.ofNullable(config.test()).map(file -> read(others, file, findings));
        findings.addAll(SetComparison.of(config.dev(), dev, config.train(), train));
        test.ifPresent(items -> {
            findings.addAll(SetComparison.of(config.test(), items, config.train(), train));
            findings.addAll(SetComparison.of(config.test(), items, config.dev(), dev));
        });
        return new AnnotatedFiles(train, dev, test, Optional.empty(), findings);
    }

    private static AnnotatedItems read(AnnotationReader reader, String file, List<String> findings) {
        CollectedAnnotations read = reader.read(List.of(Path.of(file)));
        read.report().lines().forEach(line -> findings.add(file + ": " + line));
        return read.items();
    }

    /** Hash of each file that the configuration names. */
    static Map<String, String> hashes(AnnotatedDataConfig config) {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String file : config.files()) {
            try {
                hashes.put(file, Sha256.ofFile(Path.of(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return hashes;
    }
}

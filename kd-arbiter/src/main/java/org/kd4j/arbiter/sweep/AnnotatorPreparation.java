package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.progress.Progress;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.data.annotations.AnnotatedItems;
import org.kd4j.data.targets.TeacherCache;
import org.kd4j.models.annotator.FrozenEncoder;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TextTask;

/** Reads annotated items and the encoder; where that does not learn, it reads every text once. */
final class AnnotatorPreparation {
    private static final int CHUNK = 256;

    private final AnnotatorConfig config;
    private final Tokenizer tokenizer;
    private final Messages messages;
    private int truncated;
    private int empty;

    private AnnotatorPreparation(AnnotatorConfig config, Tokenizer tokenizer, Messages messages) {
        this.config = config;
        this.tokenizer = tokenizer;
        this.messages = messages;
    }

    /**
     * @param cache where vectors of texts are kept, shared between runs
     * @throws org.kd4j.core.failure.InvalidInput if data, encoder or tokenizer cannot be used
     */
    static AnnotatorMaterials prepare(AnnotatorConfig config, Path cache, Messages messages) {
        AnnotatedFiles files = AnnotatedFiles.read(config.data());
        files.findings().forEach(messages::say);
        TeacherConfig encoder = config.annotators().encoder().toTeacher();
        try (Tokenizer tokenizer = TeacherModel.tokenizer(encoder, config.data().maxTokens(), true)) {
            return new AnnotatorPreparation(config, tokenizer, messages).prepare(files, encoder, cache);
        }
    }

    private AnnotatorMaterials prepare(AnnotatedFiles files, TeacherConfig encoder, Path cache) {
        Annotators known = files.train().seen();
        AnnotatedSet train = set(files.train(), known);
        AnnotatedSet dev = set(files.dev(), known);
        Optional<AnnotatedSet> test = files.test().map(items -> set(items, known));
        AnnotatorResults.DataSummary summary = summary(files, train, dev, test);
        say(summary, train.items().classes().names());
        int classes = train.items().classes().names().size();
        PretrainedEncoder start;
        String model;
        try (OnnxGraph graph = TeacherModel.graph(encoder)) {
            start = graph.pretrained().copied();
            model = TeacherModel.description(encoder, graph);
        }
        TextTask task = new TextTask(tokenizer.vocabularySize(), tokenizer.paddingId(), tokenizer.maxTokens(), classes);
        AnnotatorModels models = AnnotatorModels.of(config.annotators().encoder(), start, task, known);
        try {
            models.frozen().ifPresent(frozen -> readTexts(frozen, train, dev, test, cache));
            return new AnnotatorMaterials(
                    train,
                    dev,
                    test,
                    files.parts(),
                    Majority.of(
                            config.data().ties().toPolicy(),
                            train.items().annotations(),
                            classes,
                            config.training().seed()),
                    models,
                    summary,
                    new AnnotatorMaterials.Provenance(
                            model,
                            tokenizer.fingerprint(),
                            AnnotatedFiles.hashes(config.data()),
                            files.parts().map(parts -> hash(files)).orElse("")));
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
    }

    /** Which labels are where, and whose: items and annotators alone may be the same in another split. */
    private static String hash(AnnotatedFiles files) {
        Sha256 hash = new Sha256();
        List<AnnotatedItems> sets = new ArrayList<>(List.of(files.train(), files.dev()));
        files.test().ifPresent(sets::add);
        for (AnnotatedItems set : sets) {
            hash.add(set.size());
            for (int item = 0; item < set.size(); item++) {
                hash.add(set.ids().get(item));
                hash.add(Arrays.toString(set.annotations().labels()[item]));
                IntStream.of(set.annotations().annotators()[item])
                        .mapToObj(set.annotators()::name)
                        .forEach(hash::add);
            }
        }
        return hash.hex();
    }

    private AnnotatedSet set(AnnotatedItems items, Annotators known) {
        List<Encoding> encodings = tokenizer.encode(items.texts());
        truncated += (int) encodings.stream().filter(Encoding::truncated).count();
        empty += (int) encodings.stream().filter(one -> one.ids().length == 0).count();
        return new AnnotatedSet(items, encodings.stream().map(Encoding::ids).toArray(int[][]::new), known);
    }

    /** The encoder knows their vectors then. */
    private void readTexts(
            FrozenEncoder encoder, AnnotatedSet train, AnnotatedSet dev, Optional<AnnotatedSet> test, Path cacheFile) {
        List<AnnotatedSet> sets = new ArrayList<>(List.of(train, dev));
        test.ifPresent(sets::add);
        Progress progress = messages.progress();
        try (TeacherCache cache = TeacherCache.open(cacheFile)) {
            TextFunction vectors = cache.caching(new VectorFunction(encoder, tokenizer));
            progress.started(
                    "encoder, texts",
                    sets.stream().mapToInt(set -> set.tokens().length).sum());
            for (AnnotatedSet set : sets) {
                for (int from = 0; from < set.tokens().length; from += CHUNK) {
                    int to = Math.min(set.tokens().length, from + CHUNK);
                    float[][] some = vectors.apply(set.items().texts().subList(from, to));
                    for (int i = from; i < to; i++) {
                        encoder.know(set.tokens()[i], some[i - from]);
                    }
                    progress.advanced(to - from);
                }
            }
        } finally {
            progress.finished();
        }
    }

    private AnnotatorResults.DataSummary summary(
            AnnotatedFiles files, AnnotatedSet train, AnnotatedSet dev, Optional<AnnotatedSet> test) {
        return new AnnotatorResults.DataSummary(
                train.counts(),
                dev.counts(),
                test.map(AnnotatedSet::counts).orElse(null),
                train.known().names().size(),
                files.parts().isPresent() ? config.data().split().toString() : "files",
                config.data().maxTokens(),
                truncated,
                empty,
                files.findings());
    }

    private void say(AnnotatorResults.DataSummary summary, List<String> classes) {
        messages.say("Items: " + text("train", summary.train()) + "; " + text("dev", summary.dev())
                + (summary.test() == null ? "" : "; " + text("test", summary.test())) + "; classes " + classes + ".");
        if (summary.truncated() > 0 || summary.empty() > 0) {
            messages.say(String.format(
                    "%,d texts have more than %d tokens and are truncated; %,d have none.",
                    summary.truncated(), summary.maxTokens(), summary.empty()));
        }
    }

    private static String text(String set, AnnotatorResults.Counts counts) {
        return String.format(
                        "%s %,d with %,d labels of %,d annotators",
                        set, counts.items(), counts.labels(), counts.annotators())
                + (counts.unknown() == 0 ? "" : String.format(", %,d of them not in train", counts.unknown()));
    }
}

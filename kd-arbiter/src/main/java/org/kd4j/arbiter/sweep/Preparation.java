package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ObjectiveConfig.Pkd.HiddenStates;
import org.kd4j.arbiter.config.StudentConfig;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.data.batching.BatchReader;
import org.kd4j.data.batching.ReadBatch;
import org.kd4j.data.batching.StateSource;
import org.kd4j.data.records.Labels;
import org.kd4j.data.targets.TeacherCache;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.teacher.BlockStates;
import org.kd4j.models.teacher.ProbeTeacher;

/** Lets the teacher speak once about every record, and reads the records together with what it said. */
final class Preparation {
    private final Config config;
    private final DataSets sets;
    private final Labels labels;
    private final StateDemand demand;
    private final TeacherFill fill;
    private final Messages messages;

    private Preparation(
            Config config, DataSets sets, Labels labels, StateDemand demand, TeacherFill fill, Messages messages) {
        this.config = config;
        this.sets = sets;
        this.labels = labels;
        this.demand = demand;
        this.fill = fill;
        this.messages = messages;
    }

    /**
     * @param demand which hidden states the trials match
     * @param cacheFile the teacher cache, shared between runs
     * @throws org.kd4j.core.failure.InvalidInput if data, model or tokenizer cannot be used
     */
    static Materials prepare(Config config, DataSets sets, StateDemand demand, Path cacheFile, Messages messages)
            throws IOException {
        // What takes a moment to check is checked before the model is read, and all of it before the teacher speaks.
        if (demand.interventions().isPresent()) {
            checkInterventions(config);
        }
        Labels labels = sets.labels(config.data());
        DataSets.checkPositive(config.data(), labels);
        DataSets.checkLabelNames(config.data(), labels);
        RecordChecks.checkRecords(sets, labels);
        RecordChecks.checkLabels(config.teacher(), labels);
        try (Tokenizer tokenizer = TeacherModel.studentTokenizer(config);
                TeacherCache cache = TeacherCache.open(cacheFile)) {
            return new Preparation(config, sets, labels, demand, new TeacherFill(cache, messages), messages)
                    .prepare(tokenizer, cacheFile);
        }
    }

    /** Tokens of student and teacher are exchanged by their places. */
    private static void checkInterventions(Config config) {
        if (!(config.student() instanceof StudentConfig.Transformer)) {
            throw new InvalidConfig(
                    "student.kind",
                    config.student().kind() + " beside objective.kind diito in sweep.grid",
                    "transformer, because records are read once for all students",
                    "Set student.kind to transformer outside the grid.");
        }
        try (Tokenizer tokenizer = TeacherModel.studentTokenizer(config)) {
            if (!readsTeachersTokens(config, tokenizer)) {
                throw new InvalidConfig(
                        "student.tokenizer",
                        "one that is not the teacher's, with objective.kind diito",
                        "the teacher's, because the same tokens are exchanged in student and teacher",
                        "Leave student.tokenizer out.");
            }
        }
    }

    private Materials prepare(Tokenizer tokenizer, Path cacheFile) throws IOException {
        Speaker speaker = new SpeakerOpening(config, sets, labels, demand, fill, messages).open(cacheFile);
        boolean kept = false;
        try {
            Materials materials = materials(speaker, tokenizer, cacheFile);
            kept = materials.asked().isPresent();
            return materials;
        } finally {
            if (!kept) {
                speaker.close();
            }
        }
    }

    private Materials materials(Speaker speaker, Tokenizer tokenizer, Path cacheFile) throws IOException {
        Teacher teacher = speaker.teacher();
        speaker.panel().ifPresent(this::sayPanel);
        for (DataSet set : sets.all()) {
            fill.fill(set, teacher, "teacher logits");
        }
        StateSource source = new StateSource.None();
        if (speaker.states().isPresent()) {
            source = source(speaker.states().get(), cacheFile);
        }
        ReadBatch train = read(sets.train(), speaker, tokenizer, source);
        ReadBatch dev = read(sets.dev(), speaker, tokenizer, new StateSource.None());
        Optional<ReadBatch> test = Optional.empty();
        if (sets.test().isPresent()) {
            test = Optional.of(read(sets.test().get(), speaker, tokenizer, new StateSource.None()));
        }
        Map<String, ReadBatch> evaluations = new LinkedHashMap<>();
        for (Map.Entry<String, DataSet> set : sets.evaluations().entrySet()) {
            evaluations.put(set.getKey(), read(set.getValue(), speaker, tokenizer, new StateSource.None()));
        }
        List<ReadBatch> all = new ArrayList<>(List.of(train, dev));
        test.ifPresent(all::add);
        all.addAll(evaluations.values());
        SweepResults.DataSummary summary = new SweepResults.DataSummary(
                train.batch().size(),
                dev.batch().size(),
                test.map(read -> read.batch().size()).orElse(0),
                each(evaluations, batch -> batch.size()),
                config.data().maxTokens(),
                all.stream().mapToInt(ReadBatch::truncated).sum(),
                all.stream().mapToInt(ReadBatch::empty).sum());
        say(summary);
        for (int i = 0; i < all.size(); i++) {
            sayGroups(sets.all().get(i), all.get(i));
        }
        return new Materials(
                labels,
                config.data().positiveLabel(),
                train.batch(),
                dev.batch(),
                test.map(ReadBatch::batch),
                each(evaluations, batch -> batch),
                students(tokenizer, speaker).taughtBy(speaker.panel()),
                summary,
                new Materials.Provenance(
                        speaker.model(),
                        speaker.engine(),
                        teacher.fingerprint(),
                        tokenizer.fingerprint(),
                        sets.hashes(),
                        teacher instanceof ProbeTeacher probe ? probe.penalty() : null),
                source instanceof StateSource.Along || demand.interventions().isPresent()
                        ? Optional.of(speaker.release())
                        : Optional.empty());
    }

    private static <T> Map<String, T> each(Map<String, ReadBatch> sets, Function<Batch, T> of) {
        Map<String, T> values = new LinkedHashMap<>();
        sets.forEach((name, read) -> values.put(name, of.apply(read.batch())));
        return Collections.unmodifiableMap(values);
    }

    /** Where the training records have hidden states from; what that costs is said first. */
    private StateSource source(BlockStates states, Path cacheFile) throws IOException {
        TeacherLayers layers = states.layers();
        if (demand.source() == HiddenStates.ALONG) {
            messages.say("Hidden states of the teacher's blocks " + layers.blocks()
                    + " are computed in every step; nothing is stored (objective.hiddenStates: cached stores them).");
            return new StateSource.Along(layers, states);
        }
        long records = count(sets.train());
        messages.say(String.format(
                "Hidden states of the teacher's blocks %s: %,d records × %d layers × %d values, up to %s in %s.",
                layers.blocks(),
                records,
                layers.blocks().size(),
                layers.width(),
                Bytes.text(fill.cache().largestSize(records, layers.rowLength())),
                cacheFile));
        fill.fill(sets.train(), states, "hidden states");
        return new StateSource.Joined(layers, states.fingerprint());
    }

    private static long count(DataSet set) throws IOException {
        try (RecordReader records = set.records().get()) {
            long count = 0;
            for (; records.hasNext(); count++) {
                records.nextRecord();
            }
            return count;
        }
    }

    private Students students(Tokenizer tokenizer, Speaker speaker) {
        TextTask task = task(tokenizer);
        if (!(config.student() instanceof StudentConfig.Transformer transformer)) {
            return Students.of(task);
        }
        Optional<PretrainedEncoder> start = Optional.empty();
        String obstacle = "";
        if (transformer.init() == StudentConfig.Transformer.Init.TEACHER_LAYERS) {
            boolean sameTokens = readsTeachersTokens(config, tokenizer);
            start = sameTokens ? speaker.encoder().get() : Optional.empty();
            obstacle = sameTokens
                    ? "the teacher is no encoder that the CPU engine knows"
                    : "its tokenizer is not the teacher's";
        }
        int matched = speaker.states().map(known -> known.layers().width()).orElse(0);
        Transformers transformers = new Transformers(task, start, obstacle, matched, speaker.interventions());
        transformers.check(transformer, config.training().toPartRates());
        messages.say(transformers.describe(transformer));
        return Students.of(task, transformers);
    }

    private static boolean readsTeachersTokens(Config config, Tokenizer tokenizer) {
        try (Tokenizer teachers =
                TeacherModel.tokenizer(config.teacher(), config.data().maxTokens(), true)) {
            return teachers.fingerprint().equals(tokenizer.fingerprint());
        }
    }

    private TextTask task(Tokenizer tokenizer) {
        return new TextTask(
                tokenizer.vocabularySize(),
                tokenizer.paddingId(),
                tokenizer.maxTokens(),
                labels.names().size());
    }

    private void say(SweepResults.DataSummary summary) {
        messages.say(String.format(
                "Records: %,d train, %,d dev, %,d test; classes %s.",
                summary.train(), summary.dev(), summary.test(), labels.names()));
        if (!summary.evaluations().isEmpty()) {
            messages.say("Evaluation sets, which decide nothing: "
                    + summary.evaluations().entrySet().stream()
                            .map(set -> String.format("%s %,d", set.getKey(), set.getValue()))
                            .collect(Collectors.joining(", "))
                    + " records.");
        }
        if (summary.truncated() > 0 || summary.empty() > 0) {
            messages.say(String.format(
                    "%,d records have more than %d tokens and are truncated; %,d have none.",
                    summary.truncated(), summary.maxTokens(), summary.empty()));
        }
    }

    private void sayGroups(DataSet set, ReadBatch read) {
        List<String> names = read.batch().groups().names();
        if (!names.isEmpty()) {
            messages.say(String.format(
                    "%s: %,d groups; %,d of %,d records have an empty cell there and are no members by it.",
                    set.where(), names.size(), read.notAnnotated(), read.batch().size()));
        }
    }

    private void sayPanel(Annotators people) {
        int count = people.names().size();
        messages.say(String.format(
                "The teacher speaks for %,d annotators, %s of logits a text: students that learn from it answer for each of them.",
                count, Bytes.text((long) count * labels.names().size() * Float.BYTES)));
    }

    private ReadBatch read(DataSet set, Speaker speaker, Tokenizer tokenizer, StateSource states) throws IOException {
        int answers = speaker.panel().map(people -> people.names().size()).orElse(1);
        try (RecordReader records = set.records().get()) {
            RecordReader joined =
                    fill.cache().join(records, set.key(), speaker.teacher().fingerprint());
            if (states instanceof StateSource.Joined known) {
                joined = fill.cache().joinStates(joined, set.key(), known.fingerprint());
            }
            ReadBatch read = new BatchReader(tokenizer, labels, states, answers).read(joined, set.where());
            return set.items()
                    .map(items -> read.withAnnotations(
                            items.annotationsOf(read.batch().ids())))
                    .orElse(read);
        }
    }
}

package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ObjectiveConfig.Pkd.HiddenStates;
import org.kd4j.arbiter.config.StudentConfig;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.data.batching.BatchReader;
import org.kd4j.data.batching.ReadBatch;
import org.kd4j.data.batching.StateSource;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Labels;
import org.kd4j.data.records.Place;
import org.kd4j.data.targets.FillReport;
import org.kd4j.data.targets.TeacherCache;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.teacher.BlockStates;
import org.kd4j.models.teacher.FineTunedTeacher;
import org.kd4j.models.teacher.LabelOrder;
import org.kd4j.models.teacher.ProbeTeacher;

/** Lets the teacher speak once about every record, and reads the records together with what it said. */
final class Preparation {
    private final Config config;
    private final DataSets sets;
    private final Labels labels;
    private final StateDemand demand;
    private final TeacherCache cache;
    private final Messages messages;

    private Preparation(
            Config config, DataSets sets, Labels labels, StateDemand demand, TeacherCache cache, Messages messages) {
        this.config = config;
        this.sets = sets;
        this.labels = labels;
        this.demand = demand;
        this.cache = cache;
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
        checkRecords(sets, labels);
        checkLabels(config.teacher(), labels);
        try (Tokenizer tokenizer = TeacherModel.studentTokenizer(config);
                TeacherCache cache = TeacherCache.open(cacheFile)) {
            return new Preparation(config, sets, labels, demand, cache, messages).prepare(tokenizer, cacheFile);
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

    static void checkRecords(DataSets sets, Labels labels) throws IOException {
        checkNamed(sets, labels);
        for (DataSet set : sets.all()) {
            Set<Integer> classes = new HashSet<>();
            try (RecordReader records = set.records().get()) {
                while (records.hasNext()) {
                    classes.add(gold(records.nextRecord(), labels));
                }
            }
            if (classes.isEmpty() || set == sets.train() && classes.size() == 1) {
                throw new InvalidInput(
                        set.where(),
                        classes.isEmpty() ? "no records" : "one class only",
                        set == sets.train() ? "records of at least two classes to train on" : "records",
                        "Give more data; without data.dev a tenth of the training texts, or of the values of data.splitBy,"
                                + " is held out for it.");
            }
        }
    }

    /** Other than in the training data, an index would mean a class that nobody has seen beside it. */
    private static void checkNamed(DataSets sets, Labels labels) throws IOException {
        for (Map.Entry<String, DataSet> set : sets.evaluations().entrySet()) {
            try (RecordReader records = set.getValue().records().get()) {
                while (records.hasNext()) {
                    checkNamed(DataSets.key(set.getKey()), records.nextRecord(), labels);
                }
            }
        }
    }

    private static void checkNamed(String key, Record record, Labels labels) {
        String label = Column.LABEL.of(record.getRecord()).toString();
        if (!labels.names().contains(label)) {
            throw new InvalidInput(
                    Place.of(record),
                    "the label '" + label + "'",
                    "one of the data's classes, " + labels.names() + ", or a label that means one",
                    "Set " + key + ".labelNames, such as {" + label + ": "
                            + labels.names().get(0) + "}.");
        }
    }

    static void checkLabels(TeacherConfig teacher, Labels labels) {
        if (!teacher.labels().isEmpty() && !Set.copyOf(teacher.labels()).equals(Set.copyOf(labels.names()))) {
            throw new InvalidConfig(
                    "teacher.labels",
                    teacher.labels().size() + " names " + teacher.labels(),
                    "the " + labels.names().size() + " classes of the data, " + labels.names()
                            + ", in the teacher's order",
                    "");
        }
    }

    private static int gold(Record record, Labels labels) {
        return labels.indexOf(Column.LABEL.of(record.getRecord()).toString(), Place.of(record));
    }

    private Materials prepare(Tokenizer tokenizer, Path cacheFile) throws IOException {
        Speaker speaker = speaker(cacheFile);
        boolean kept = false;
        try {
            Materials materials = materials(speaker, tokenizer, cacheFile);
            kept = materials.asked().isPresent();
            return materials;
        } finally {
            if (!kept) {
                speaker.close().run();
            }
        }
    }

    /**
     * A teacher that is open.
     *
     * @param encoder its weights, for a student to start from; empty where the CPU engine knows no such encoder
     * @param states empty where no trial matches them
     * @param interventions empty where no trial learns from counterfactuals
     * @param model what it was made of
     * @param engine what runs it
     * @param close lets go of all that it needs
     */
    private record Speaker(
            Teacher teacher,
            Supplier<Optional<PretrainedEncoder>> encoder,
            Optional<BlockStates> states,
            Optional<Interventions> interventions,
            String model,
            String engine,
            Runnable close) {}

    private Speaker speaker(Path cacheFile) throws IOException {
        return config.teacher().head() == TeacherConfig.Head.FINE_TUNE ? tuned(cacheFile) : asImported(cacheFile);
    }

    private Speaker asImported(Path cacheFile) throws IOException {
        TeacherModel model = open();
        try {
            Optional<List<Integer>> blocks = matchedBlocks(model);
            Teacher teacher = teacher(model);
            Optional<BlockStates> states = blocks.map(model::states);
            // Last, because nothing else closes them if the rest fails.
            Optional<Interventions> interventions = demand.interventions()
                    .map(wanted -> Interventions.asImported(
                            config, wanted, labels, blocks.orElse(List.of()), cacheFile, messages));
            return new Speaker(
                    teacher,
                    () -> TeacherModel.pretrained(config.teacher()),
                    states,
                    interventions,
                    model.description(),
                    model.engine().text(),
                    () -> {
                        interventions.ifPresent(Interventions::close);
                        model.close();
                    });
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private Speaker tuned(Path cacheFile) throws IOException {
        demand.interventions().ifPresent(wanted -> Interventions.check(config.teacher(), wanted));
        Optional<List<Integer>> blocks;
        String description;
        // Closed before the training, which needs the memory.
        try (TeacherModel model = open()) {
            blocks = matchedBlocks(model);
            description = model.description();
        }
        FineTunedTeacher tuned = new TeacherTraining(config, sets, labels, messages)
                .teacher(cacheFile.toAbsolutePath().getParent());
        try {
            Teacher teacher = LabelOrder.arrange(tuned, labels.names());
            Optional<BlockStates> states = blocks.map(tuned::states);
            Optional<Interventions> interventions = demand.interventions()
                    .map(wanted -> Interventions.tuned(
                            config, wanted, tuned, labels, blocks.orElse(List.of()), cacheFile, messages));
            return new Speaker(
                    teacher,
                    tuned::encoder,
                    states,
                    interventions,
                    description,
                    tuned.engine().text(),
                    () -> {
                        interventions.ifPresent(Interventions::close);
                        tuned.close();
                    });
        } catch (RuntimeException e) {
            tuned.close();
            throw e;
        }
    }

    private TeacherModel open() {
        return TeacherModel.open(config.teacher(), config.data().maxTokens());
    }

    /** A layer map that does not fit is found before the teacher speaks or learns. */
    private Optional<List<Integer>> matchedBlocks(TeacherModel model) {
        return demand.isEmpty() ? Optional.empty() : Optional.of(demand.teacherBlocks(model.depth()));
    }

    private Materials materials(Speaker speaker, Tokenizer tokenizer, Path cacheFile) throws IOException {
        Teacher teacher = speaker.teacher();
        for (DataSet set : sets.all()) {
            fill(set, teacher, "teacher logits");
        }
        StateSource source = new StateSource.None();
        if (speaker.states().isPresent()) {
            source = source(speaker.states().get(), cacheFile);
        }
        ReadBatch train = read(sets.train(), teacher, tokenizer, source);
        ReadBatch dev = read(sets.dev(), teacher, tokenizer, new StateSource.None());
        Optional<ReadBatch> test = Optional.empty();
        if (sets.test().isPresent()) {
            test = Optional.of(read(sets.test().get(), teacher, tokenizer, new StateSource.None()));
        }
        Map<String, ReadBatch> evaluations = new LinkedHashMap<>();
        for (Map.Entry<String, DataSet> set : sets.evaluations().entrySet()) {
            evaluations.put(set.getKey(), read(set.getValue(), teacher, tokenizer, new StateSource.None()));
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
                students(tokenizer, speaker),
                summary,
                new Materials.Provenance(
                        speaker.model(),
                        speaker.engine(),
                        teacher.fingerprint(),
                        tokenizer.fingerprint(),
                        sets.hashes(),
                        teacher instanceof ProbeTeacher probe ? probe.penalty() : null),
                source instanceof StateSource.Along || demand.interventions().isPresent()
                        ? Optional.of(speaker.close())
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
                "Hidden states of the teacher's blocks %s: %,d records × %d layers × %d values × 4 bytes, up to %s in %s.",
                layers.blocks(),
                records,
                layers.blocks().size(),
                layers.width(),
                Bytes.text(records * layers.rowLength() * Float.BYTES),
                cacheFile));
        fill(sets.train(), states, "hidden states");
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
        return new Students(task, transformers);
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

    private Teacher teacher(TeacherModel model) throws IOException {
        if (config.teacher().head() == TeacherConfig.Head.AS_IS) {
            List<String> logits = new LogitOrder(config.teacher(), labels.names(), messages).of(model.labels());
            return LabelOrder.arrange(model.classifier(logits), labels.names());
        }
        TextFunction encoder = model.encoder();
        fill(sets.train(), encoder, "sentence vectors");
        fill(sets.dev(), encoder, "sentence vectors");
        LabelledTexts train = texts(sets.train());
        LabelledTexts dev = texts(sets.dev());
        return ProbeTeacher.fit(
                cache.caching(encoder), train.texts(), train.gold(), dev.texts(), dev.gold(), labels.names());
    }

    private void fill(DataSet set, TextFunction function, String what) throws IOException {
        try (RecordReader records = set.records().get()) {
            FillReport report = cache.fill(set.key(), function, records, messages.progress());
            messages.say(
                    report.computed() == 0
                            ? String.format(
                                    "%s: %,d %s, all cached; nothing computed.", set.where(), report.texts(), what)
                            : String.format(
                                    "%s: %,d %s computed, %,d cached.",
                                    set.where(), report.computed(), what, report.found()));
        }
    }

    private ReadBatch read(DataSet set, Teacher teacher, Tokenizer tokenizer, StateSource states) throws IOException {
        try (RecordReader records = set.records().get()) {
            RecordReader joined = cache.join(records, set.key(), teacher.fingerprint());
            if (states instanceof StateSource.Joined known) {
                joined = cache.joinStates(joined, set.key(), known.fingerprint());
            }
            return new BatchReader(tokenizer, labels, states).read(joined, set.where());
        }
    }

    /** What a probe is fitted to. */
    private record LabelledTexts(List<String> texts, int[] gold) {}

    private LabelledTexts texts(DataSet set) {
        try (RecordReader records = set.records().get()) {
            List<String> texts = new ArrayList<>();
            List<Integer> gold = new ArrayList<>();
            while (records.hasNext()) {
                Record record = records.nextRecord();
                texts.add(Column.TEXT.of(record.getRecord()).toString());
                gold.add(gold(record, labels));
            }
            return new LabelledTexts(
                    texts, gold.stream().mapToInt(Integer::intValue).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

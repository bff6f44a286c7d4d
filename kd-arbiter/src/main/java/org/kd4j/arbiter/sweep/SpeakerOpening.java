package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Labels;
import org.kd4j.models.bundle.AnnotatorTeacher;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.bundle.ModelSettings;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.teacher.BlockStates;
import org.kd4j.models.teacher.FineTunedTeacher;
import org.kd4j.models.teacher.LabelOrder;
import org.kd4j.models.teacher.ProbeTeacher;

/** Opens the teacher that a configuration names: as it was imported, with a probe, or fine-tuned first. */
record SpeakerOpening(
        Config config, DataSets sets, Labels labels, StateDemand demand, TeacherFill fill, Messages messages) {

    /** @param cacheFile the teacher cache; what a fine-tuning keeps lies beside it */
    Speaker open(Path cacheFile) throws IOException {
        if (config.teacher().annotators() != null) {
            return ofAnnotators();
        }
        return config.teacher().head() == TeacherConfig.Head.FINE_TUNE ? tuned(cacheFile) : asImported(cacheFile);
    }

    private Speaker ofAnnotators() throws IOException {
        if (!demand.isEmpty() || demand.interventions().isPresent()) {
            throw new InvalidConfig(
                    "objective.kind",
                    config.objective().kind() + " with teacher.annotators",
                    "one that asks for logits alone",
                    "Choose hinton, logit-regression or hard.");
        }
        Path file = Path.of(config.teacher().model());
        ModelBundle model = ModelBundle.open(file);
        try {
            if (model.annotators().isEmpty()) {
                throw new InvalidInput(
                        file.toString(),
                        "a model that does not tell annotators apart",
                        "one of annotators, because teacher.annotators is given",
                        "Name an annotators.zip.");
            }
            if (config.teacher().annotators() == TeacherConfig.Annotators.ALL
                    && model.annotators().get().names().isEmpty()) {
                throw new InvalidInput(
                        file.toString(),
                        "a model that knows nobody by name, as a majority model does not",
                        "one of annotators that it knows, because teacher.annotators is all",
                        "Set teacher.annotators to soft-label.");
            }
            if (!Set.copyOf(model.labels()).equals(Set.copyOf(labels.names()))) {
                throw new InvalidInput(
                        file.toString(),
                        "a model of the classes " + model.labels(),
                        "those of the data, " + labels.names(),
                        "Name the data that it was trained on, as data.annotations.");
            }
            AnnotatorTeacher teacher =
                    new AnnotatorTeacher(model, config.teacher().annotators().toAnswer());
            return new Speaker(
                    LabelOrder.arrange(teacher, labels.names()),
                    model::encoder,
                    Optional.empty(),
                    Optional.empty(),
                    teacher.panel(),
                    file + ", SHA-256 " + Sha256.ofFile(file),
                    model.settings() instanceof ModelSettings.Annotators
                            ? Engine.ENCODER.text()
                            : "as the student that it is",
                    model::close);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private Speaker asImported(Path cacheFile) throws IOException {
        TeacherModel model = model();
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
                    Optional.empty(),
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
        try (TeacherModel model = model()) {
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
                    Optional.empty(),
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

    private TeacherModel model() {
        return TeacherModel.open(config.teacher(), config.data().maxTokens());
    }

    /** A layer map that does not fit is found before the teacher speaks or learns. */
    private Optional<List<Integer>> matchedBlocks(TeacherModel model) {
        return demand.isEmpty() ? Optional.empty() : Optional.of(demand.teacherBlocks(model.depth()));
    }

    private Teacher teacher(TeacherModel model) throws IOException {
        if (config.teacher().head() == TeacherConfig.Head.AS_IS) {
            List<String> logits = new LogitOrder(config.teacher(), labels.names(), messages).of(model.labels());
            return LabelOrder.arrange(model.classifier(logits), labels.names());
        }
        TextFunction encoder = model.encoder();
        fill.fill(sets.train(), encoder, "sentence vectors");
        fill.fill(sets.dev(), encoder, "sentence vectors");
        LabelledTexts train = texts(sets.train());
        LabelledTexts dev = texts(sets.dev());
        return ProbeTeacher.fit(
                fill.cache().caching(encoder), train.texts(), train.gold(), dev.texts(), dev.gold(), labels.names());
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
                gold.add(RecordChecks.gold(record, labels));
            }
            return new LabelledTexts(
                    texts, gold.stream().mapToInt(Integer::intValue).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

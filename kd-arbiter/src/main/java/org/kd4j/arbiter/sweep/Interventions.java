package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.StudentConfig.Transformer;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.CounterfactualTeacher;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Intervention;
import org.kd4j.core.interchange.InterventionSampler;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.data.records.Labels;
import org.kd4j.data.targets.CachedCounterfactuals;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;
import org.kd4j.models.teacher.FineTunedTeacher;
import org.kd4j.models.teacher.InterchangeTeacher;

/** The teacher whose counterfactuals the trials of a sweep learn from, and are held against. */
final class Interventions implements AutoCloseable {
    /** Records that are evaluated at a time. */
    private static final int BATCH = 32;

    private final Config config;
    private final InterchangeTeacher teacher;
    private final CachedCounterfactuals cached;
    private final Runnable close;

    private Interventions(Config config, InterchangeTeacher teacher, Path cache, Runnable close) {
        this.config = config;
        this.teacher = teacher;
        this.cached = new CachedCounterfactuals(teacher, cache);
        this.close = close;
        // What does not fit is found before anything is trained.
        alignments((DiitoConfig) config.objective(), (Transformer) config.student());
    }

    /**
     * Of a teacher that was fine-tuned, which stays open as long as this object is.
     *
     * @throws InvalidConfig if its blocks are not known, or the configured ones do not fit
     */
    static Interventions tuned(Config config, FineTunedTeacher tuned, Labels labels, List<Integer> blocks, Path cache) {
        InterchangeTeacher teacher = tuned.counterfactuals(labels.names(), blocks)
                .orElseThrow(() -> unknown(config, "a model whose blocks the CPU engine does not know"));
        return new Interventions(config, teacher, cache, () -> {});
    }

    /**
     * Of a classifier as it was imported, with a copy of its weights.
     *
     * @throws InvalidConfig if the teacher is no such classifier, or the configured blocks do not fit
     */
    static Interventions asImported(Config config, Labels labels, List<Integer> blocks, Path cache, Messages messages) {
        if (config.teacher().head() == TeacherConfig.Head.PROBE) {
            throw unknown(config, "a probe on sentence vectors");
        }
        TransformerStudent network = network(config, labels, messages);
        try {
            InterchangeTeacher teacher = new InterchangeTeacher(network, labels.names(), labels.names(), blocks);
            return new Interventions(config, teacher, cache, network::close);
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static TransformerStudent network(Config config, Labels labels, Messages messages) {
        LogitOrder order = new LogitOrder(config.teacher(), labels.names(), messages);
        TeacherStart start;
        try (OnnxGraph graph = TeacherModel.graph(config.teacher())) {
            start = TeacherStart.of(graph, TeacherModel.labels(config.teacher()), order);
        } catch (InvalidInput e) {
            throw unknown(config, "a model whose blocks the CPU engine does not know (" + e.getMessage() + ")");
        }
        if (start.head().isEmpty()) {
            throw unknown(config, "a classifier whose head is not recognised (" + start.whyNew() + ")");
        }
        try (Tokenizer tokenizer =
                TeacherModel.tokenizer(config.teacher(), config.data().maxTokens(), true)) {
            TextTask task = new TextTask(
                    tokenizer.vocabularySize(),
                    tokenizer.paddingId(),
                    tokenizer.maxTokens(),
                    labels.names().size());
            TransformerSettings settings = TransformerSettings.of(task, start.encoder())
                    .like(start.head().get());
            return TransformerStudent.create(settings, StepSettings.of(new Sgd()), 0)
                    .startingFrom(start.encoder())
                    .startingFrom(start.head().get());
        }
    }

    private static InvalidConfig unknown(Config config, String found) {
        return new InvalidConfig(
                "teacher.head",
                config.teacher().head().name().toLowerCase(Locale.ROOT).replace('_', '-')
                        + " with objective.kind diito: " + found,
                "a teacher whose states between blocks can be overwritten: fine-tune, or as-is, of a BERT-family encoder",
                "Set teacher.head to fine-tune, or choose another objective.");
    }

    /** What a trial's student learns from. */
    Counterfactuals of(DiitoConfig objective, Transformer student, long seed) {
        CounterfactualTeacher asked = objective.pairs() == Pairs.FIXED ? cached : teacher;
        return new Counterfactuals(
                new InterventionSampler(
                        alignments(objective, student),
                        objective.spans(),
                        objective.pairs(),
                        objective.exchange(),
                        seed),
                asked);
    }

    private List<Alignment> alignments(DiitoConfig objective, Transformer student) {
        List<Alignment> alignments = new ArrayList<>();
        for (BlockPair pair : objective.aligned().pairs(student.layers(), teacher.blocks())) {
            if (pair.student() < 1 || pair.teacher() < 1) {
                throw new InvalidConfig(
                        "objective.alignedLayers",
                        "the pair [" + pair.student() + ", " + pair.teacher() + "]",
                        "blocks from 1, because embeddings know nothing of other tokens yet",
                        "Set objective.exchange to tokens for a control that exchanges words.");
            }
            alignments.addAll(aligned(pair, objective, student));
        }
        return alignments;
    }

    private List<Alignment> aligned(BlockPair pair, DiitoConfig objective, Transformer student) {
        try {
            List<Columns> students = objective.exchanged().of(student.hidden(), student.heads());
            List<Columns> teachers = objective.exchanged().of(teacher.hidden(), teacher.heads());
            if (students.size() != teachers.size()) {
                throw new IllegalArgumentException("found " + students.size() + " heads of the student and "
                        + teachers.size() + " of the teacher");
            }
            return IntStream.range(0, students.size())
                    .mapToObj(i -> new Alignment(pair.student(), pair.teacher(), students.get(i), teachers.get(i)))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(
                    "objective.neurons",
                    e.getMessage(),
                    "what both student and teacher have",
                    "Set it to full, or change student.hidden or student.heads.");
        }
    }

    /**
     * Interchange-intervention accuracy: on how many records student and teacher predict the same class after the same
     * intervention. Whatever trial is evaluated, the interventions on the same records are the same; those of a control are
     * at states too.
     *
     * @return 0 … 1; empty where no token is exchanged
     */
    OptionalDouble accuracy(TransformerStudent student, Batch records) {
        DiitoConfig objective = (DiitoConfig) config.objective();
        InterventionSampler sampler = new InterventionSampler(
                alignments(objective, (Transformer) config.student()),
                objective.spans(),
                Pairs.FIXED,
                Level.STATES,
                config.training().seed());
        int[] order = IntStream.range(0, records.size())
                .boxed()
                .sorted(Comparator.comparingInt(row -> records.tokens()[row].length))
                .mapToInt(Integer::intValue)
                .toArray();
        List<double[]> found = new ArrayList<>();
        List<double[]> expected = new ArrayList<>();
        for (int from = 0; from < order.length; from += BATCH) {
            int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
            Batch some = records.select(rows);
            Intervention.AtStates drawn = (Intervention.AtStates) sampler.draw(some.ids(), some.tokens(), from / BATCH);
            double[][] students = Probabilities.softmax(student.counterfactualLogits(some.tokens(), drawn.student()));
            double[][] teachers = Probabilities.softmax(
                    cached.answer(some.tokens(), Optional.of(drawn.teacher())).logits());
            for (Exchange one : drawn.student().exchanges()) {
                if (one.basePositions().length > 0) {
                    found.add(students[one.base()]);
                    expected.add(teachers[one.base()]);
                }
            }
        }
        return found.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        Metrics.agreement(found.toArray(double[][]::new), expected.toArray(double[][]::new)));
    }

    @Override
    public void close() {
        cached.close();
        close.run();
    }
}

package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
import org.kd4j.core.interchange.CounterfactualTeacher;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Intervention;
import org.kd4j.core.interchange.InterventionSampler;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
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

    private final DiitoConfig measured;
    private final long seed;
    private final InterchangeTeacher teacher;
    private final TeacherSizes sizes;
    private final CachedCounterfactuals cached;
    private final Messages messages;
    private final Runnable close;

    private Interventions(
            InterventionDemand demand,
            long seed,
            InterchangeTeacher teacher,
            Path cache,
            Messages messages,
            Runnable close) {
        this.measured = demand.measured();
        this.seed = seed;
        this.teacher = teacher;
        this.sizes = TeacherSizes.of(teacher);
        demand.checkWith(sizes);
        this.cached = new CachedCounterfactuals(teacher, cache);
        this.messages = messages;
        this.close = close;
    }

    /**
     * What does not fit is found before a teacher is fine-tuned.
     *
     * @throws InvalidConfig if the blocks of the model are not known, or it has not those that the trials name
     */
    static void check(TeacherConfig teacher, InterventionDemand demand) {
        try (OnnxGraph graph = TeacherModel.graph(teacher)) {
            demand.checkWith(TeacherSizes.of(TeacherStart.trainable(graph)));
        } catch (InvalidInput e) {
            throw unknownBlocks(teacher, e);
        }
    }

    /** Of a teacher that was fine-tuned after {@link #check}, which stays open as long as this object is. */
    static Interventions tuned(
            Config config,
            InterventionDemand demand,
            FineTunedTeacher tuned,
            Labels labels,
            List<Integer> blocks,
            Path cache,
            Messages messages) {
        InterchangeTeacher teacher =
                tuned.counterfactuals(labels.names(), blocks).orElseThrow();
        return new Interventions(demand, config.training().seed(), teacher, cache, messages, () -> {});
    }

    /**
     * Of a classifier as it was imported, with a copy of its weights.
     *
     * @throws InvalidConfig if the teacher is no such classifier, or has not the blocks that the trials name
     */
    static Interventions asImported(
            Config config,
            InterventionDemand demand,
            Labels labels,
            List<Integer> blocks,
            Path cache,
            Messages messages) {
        TransformerStudent network = network(config, labels);
        try {
            InterchangeTeacher teacher = new InterchangeTeacher(network, labels.names(), labels.names(), blocks);
            return new Interventions(demand, config.training().seed(), teacher, cache, messages, network::close);
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** In which order the logits are taken was said where they were read. */
    private static TransformerStudent network(Config config, Labels labels) {
        LogitOrder order = new LogitOrder(config.teacher(), labels.names(), Messages.silent());
        TeacherStart start;
        try (OnnxGraph graph = TeacherModel.graph(config.teacher())) {
            start = TeacherStart.of(graph, TeacherModel.labels(config.teacher()), order);
        } catch (InvalidInput e) {
            throw unknownBlocks(config.teacher(), e);
        }
        if (start.head().isEmpty()) {
            throw new InvalidConfig(
                    "teacher.head",
                    "as-is with objective.kind diito, and a classifier whose head is not recognised (" + start.whyNew()
                            + ")",
                    "a head of linear layers on the first token's state, or on the mean of all",
                    "Set teacher.head to fine-tune, which gives it a new one, or choose another objective.");
        }
        try (Tokenizer tokenizer =
                TeacherModel.tokenizer(config.teacher(), config.data().maxTokens(), true)) {
            return TransformerStudent.create(settings(config, start, tokenizer), StepSettings.of(new Sgd()), 0)
                    .startingFrom(start.encoder())
                    .startingFrom(start.head().get());
        }
    }

    private static TransformerSettings settings(Config config, TeacherStart start, Tokenizer tokenizer) {
        TextTask task = new TextTask(
                tokenizer.vocabularySize(),
                tokenizer.paddingId(),
                tokenizer.maxTokens(),
                start.head().orElseThrow().classes());
        try {
            return TransformerSettings.of(task, start.encoder())
                    .like(start.head().get());
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(
                    config.teacher().model(),
                    "an encoder that cannot read these tokens (" + e.getMessage() + ")",
                    "words for all tokens, and positions for data.maxTokens",
                    "Lower data.maxTokens, or check teacher.tokenizer.");
        }
    }

    private static InvalidConfig unknownBlocks(TeacherConfig teacher, InvalidInput why) {
        return new InvalidConfig(
                "teacher.model",
                teacher.model() + " with objective.kind diito: blocks that the CPU engine does not know ("
                        + why.getMessage() + ")",
                "an encoder of the BERT family, whose states between blocks can be overwritten",
                "Choose such a model, or another objective.");
    }

    /** What a trial's student learns from. */
    Counterfactuals of(DiitoConfig objective, Transformer student, long seed) {
        CounterfactualTeacher asked = objective.pairs() == Pairs.FIXED ? cached : teacher;
        return new Counterfactuals(
                new InterventionSampler(
                        sizes.alignments(objective, student),
                        objective.spans(),
                        objective.pairs(),
                        objective.exchange(),
                        seed),
                asked);
    }

    /**
     * Interchange-intervention accuracy: on how many records student and teacher predict the same class after the same
     * intervention. Whatever trial is evaluated, the interventions on the same records are the same, in students of as many
     * blocks; those of a control are at states too. A record of which no token is exchanged is not counted.
     *
     * @param shape the student's
     * @return 0 … 1; empty where no token of any record is exchanged
     */
    OptionalDouble accuracy(TransformerStudent student, Transformer shape, Batch records) {
        InterventionSampler sampler = new InterventionSampler(
                sizes.alignments(measured, shape), measured.spans(), Pairs.FIXED, Level.STATES, seed);
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
        messages.say(String.format(
                "Counterfactuals that are kept: %,d of %,d computed, the others cached.",
                cached.computed(), cached.asked()));
        cached.close();
        close.run();
    }
}

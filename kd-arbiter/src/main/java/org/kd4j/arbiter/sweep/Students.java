package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.ObjectiveConfig;
import org.kd4j.arbiter.config.StudentConfig;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.arbiter.config.TrainingConfig;
import org.kd4j.arbiter.config.TrainingConfig.OptimizerConfig;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.objective.EachAnnotator;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.annotator.PanelStudent;
import org.kd4j.models.bundle.ModelSettings;
import org.kd4j.models.student.FastTextLinear;
import org.kd4j.models.student.FastTextSettings;
import org.kd4j.models.student.KimCnn;
import org.kd4j.models.student.KimCnnSettings;
import org.kd4j.models.student.PartRates;
import org.kd4j.models.student.TextTask;

/**
 * Makes the students of a sweep.
 *
 * @param task the vocabulary and classes that all of them share
 * @param transformers makes those of the kind transformer
 * @param panel who teaches together, so that students with a teacher have an answer for each; empty where the teacher has one
 */
record Students(TextTask task, Transformers transformers, Optional<Annotators> panel) {

    /** Students that start from nothing. */
    static Students of(TextTask task) {
        return of(task, new Transformers(task, Optional.empty(), "", 0));
    }

    /** Students of a teacher with one answer. */
    static Students of(TextTask task, Transformers transformers) {
        return new Students(task, transformers, Optional.empty());
    }

    /** The same with an answer for each of them, where there are any. */
    Students taughtBy(Optional<Annotators> annotators) {
        return new Students(task, transformers, annotators);
    }

    /** What the student learns. */
    Objective objective(Config config) {
        Objective each = config.objective().toObjective();
        return panel(config)
                .<Objective>map(people -> new EachAnnotator(each, people.names().size()))
                .orElse(each);
    }

    /** Whom the student is taught by, where it gets an answer for each. */
    private Optional<Annotators> panel(Config config) {
        return panel.filter(people -> config.objective().toObjective().needsTeacher());
    }

    /** Networks with the logits for all of them. */
    private Students networks(Annotators people) {
        int logits = task.classes() * people.names().size();
        return of(task.withClasses(logits), transformers.withClasses(logits));
    }

    /** What the teacher says of records, as one answer: [n][classes]. */
    double[][] teacherProbabilities(Batch records) {
        float[][] logits = records.teacherLogits();
        return Probabilities.softmax(panel.isPresent() ? PanelStudent.together(logits, task.classes()) : logits);
    }

    /**
     * Number of the student's blocks, whose states an objective matches or reads.
     *
     * @throws InvalidConfig if it has none
     */
    static int blocks(Config config) {
        if (config.student() instanceof StudentConfig.Transformer transformer) {
            return transformer.layers();
        }
        throw new InvalidConfig(
                "objective.kind",
                config.objective().kind() + " with student.kind "
                        + config.student().kind(),
                "student.kind transformer, because no other student has blocks whose states could be matched, read or overwritten",
                "Choose that student, or another objective.");
    }

    private static void requireBlock(Config config, int block) {
        int blocks = blocks(config);
        if (block > blocks) {
            throw new InvalidConfig(
                    "objective.readoutBlock",
                    String.valueOf(block),
                    "a block of the student's, 1 to " + blocks,
                    "Lower it, or raise student.layers.");
        }
    }

    private static void requireWeighing(int warmUpEpochs, int epochs) {
        if (warmUpEpochs >= epochs) {
            throw new InvalidConfig(
                    "objective.warmUpEpochs",
                    warmUpEpochs + " with training.epochs " + epochs,
                    "fewer than these, because records count alike while the readout warms up",
                    "Lower it, or raise training.epochs.");
        }
    }

    private static void requirePairs(int batchSize) {
        if (batchSize < 2) {
            throw new InvalidConfig(
                    "training.batchSize",
                    batchSize + " with objective.kind diito",
                    "2 or more, because the records of a batch are each other's sources",
                    "Raise it; training.accumulation divides batches in pieces of 2 or more.");
        }
    }

    /** A probe has no states of which a counterfactual could be computed to the end. */
    private static void requireClassifier(TeacherConfig teacher) {
        if (teacher.head() == TeacherConfig.Head.PROBE) {
            throw new InvalidConfig(
                    "teacher.head",
                    "probe with objective.kind diito",
                    "fine-tune or as-is: a classifier whose states between blocks can be overwritten",
                    "Set teacher.head to fine-tune, or choose another objective.");
        }
    }

    /** What else there is to learn from a teacher has no share for each annotator. */
    private static void requireLogitsAlone(ObjectiveConfig objective) {
        try {
            objective.toObjective().requireLogitsAlone();
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(
                    "objective.kind",
                    objective.kind() + " with teacher.annotators all",
                    "one over logits alone, because each annotator has logits and nothing else",
                    "Choose hinton, logit-regression or hard.");
        }
    }

    /** @throws InvalidConfig if the student cannot be trained as configured */
    static void check(Config config) {
        if (config.objective() instanceof ObjectiveConfig.Pkd) {
            blocks(config);
        }
        if (config.objective() instanceof ObjectiveConfig.Dedier dedier) {
            requireBlock(config, dedier.readoutBlock());
            requireWeighing(dedier.warmUpEpochs(), config.training().epochs());
        }
        if (config.objective() instanceof DiitoConfig diito) {
            blocks(config);
            requirePairs(config.training().batchSize());
            requireClassifier(config.teacher());
            TeacherSizes.checkStudent(diito, (StudentConfig.Transformer) config.student());
        }
        if (config.teacher().annotators() == TeacherConfig.Annotators.ALL) {
            requireLogitsAlone(config.objective());
        }
        checkRates(config.student(), config.training());
        if (config.student() instanceof StudentConfig.KimCnn kim
                && kim.widths().stream().anyMatch(width -> width > config.data().maxTokens())) {
            throw new InvalidConfig(
                    "student.widths",
                    kim.widths() + " with data.maxTokens " + config.data().maxTokens(),
                    "widths that fit into maxTokens",
                    "");
        }
        if (config.student() instanceof StudentConfig.FastTextLinear
                && config.training().optimizer().kind() != OptimizerConfig.Kind.SGD) {
            throw new InvalidConfig(
                    "training.optimizer.kind",
                    config.training().optimizer().kind().name().toLowerCase(Locale.ROOT),
                    "sgd, because fasttext-linear moves only the embeddings of a record's tokens",
                    "");
        }
        if (config.student() instanceof StudentConfig.FastTextLinear
                && (config.training().clipNorm() != null || config.training().accumulation() > 1)) {
            throw new InvalidConfig(
                    config.training().clipNorm() != null ? "training.clipNorm" : "training.accumulation",
                    "a value",
                    "none, because fasttext-linear never has the gradient of a batch in one place",
                    "");
        }
    }

    private static void checkRates(StudentConfig student, TrainingConfig training) {
        PartRates rates = training.toPartRates();
        if (student instanceof StudentConfig.Transformer transformer) {
            Transformers.requireParts("training.freeze", rates, transformer.layers(), false);
        } else if (!rates.equals(PartRates.full())) {
            boolean freezes = !rates.frozen().isEmpty();
            throw new InvalidConfig(
                    freezes ? "training.freeze" : "training.layerDecay",
                    (freezes ? rates.frozen() : rates.layerDecay()) + " with student.kind " + student.kind(),
                    (freezes ? "[]" : "1") + ", or student.kind transformer, because no other has layers of that kind",
                    "");
        }
    }

    /** A student with random parameters, the same for the same configuration and seed. */
    Student create(Config config) {
        Optional<Annotators> people = panel(config);
        return people.isPresent()
                ? new PanelStudent(networks(people.get()).network(config), people.get())
                : network(config);
    }

    private Student network(Config config) {
        long seed = config.training().seed();
        if (config.student() instanceof StudentConfig.KimCnn kim) {
            return KimCnn.create(settings(kim, config.training()), seed);
        }
        if (config.student() instanceof StudentConfig.Transformer transformer) {
            return transformers.create(
                    transformer,
                    config.objective(),
                    step(config.training()),
                    config.training().toPartRates(),
                    seed);
        }
        return FastTextLinear.create(settings((StudentConfig.FastTextLinear) config.student()), seed);
    }

    /** A student as it was saved. */
    Student load(Config config, Path file) {
        Optional<Annotators> people = panel(config);
        return people.isPresent()
                ? new PanelStudent(networks(people.get()).loadNetwork(config, file), people.get())
                : loadNetwork(config, file);
    }

    private Student loadNetwork(Config config, Path file) {
        if (config.student() instanceof StudentConfig.KimCnn kim) {
            return KimCnn.load(file, settings(kim, config.training()));
        }
        if (config.student() instanceof StudentConfig.Transformer transformer) {
            return transformers.load(file, transformer, step(config.training()));
        }
        return FastTextLinear.load(file, settings((StudentConfig.FastTextLinear) config.student()));
    }

    /** What a saved student is. */
    ModelSettings saved(Config config) {
        Optional<Annotators> people = panel(config);
        return people.isPresent()
                ? new ModelSettings.Panel(networks(people.get()).savedNetwork(config), people.get())
                : savedNetwork(config);
    }

    private ModelSettings savedNetwork(Config config) {
        if (config.student() instanceof StudentConfig.KimCnn kim) {
            return new ModelSettings.KimCnn(settings(kim, config.training()));
        }
        if (config.student() instanceof StudentConfig.Transformer transformer) {
            return new ModelSettings.Transformer(transformers.settings(transformer));
        }
        return new ModelSettings.FastTextLinear(settings((StudentConfig.FastTextLinear) config.student()));
    }

    private KimCnnSettings settings(StudentConfig.KimCnn kim, TrainingConfig training) {
        return new KimCnnSettings(task, kim.embedding(), kim.widths(), kim.filters(), kim.dropout(), step(training));
    }

    /** How an optimizer steps that a configuration describes. */
    static StepSettings step(TrainingConfig training) {
        StepSettings step =
                StepSettings.of(training.optimizer().toOptimizer()).withAccumulation(training.accumulation());
        if (training.embeddings() == TrainingConfig.Embeddings.SPARSE) {
            step = step.withRules(PartRule::sparse);
        }
        return training.clipNorm() == null ? step : step.withClipNorm(training.clipNorm());
    }

    private FastTextSettings settings(StudentConfig.FastTextLinear linear) {
        return new FastTextSettings(task, linear.embedding());
    }
}

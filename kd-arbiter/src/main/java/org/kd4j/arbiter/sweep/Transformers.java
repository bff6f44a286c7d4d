package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kd4j.arbiter.config.DiitoConfig;
import org.kd4j.arbiter.config.ObjectiveConfig;
import org.kd4j.arbiter.config.StudentConfig.Transformer;
import org.kd4j.core.batch.Student;
import org.kd4j.core.encoder.Encoder;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.PartRates;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerEngine;
import org.kd4j.models.student.TransformerPart;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/**
 * Makes transformer students.
 *
 * @param teacher what they may start from
 * @param obstacle why there is no teacher to start from, as a clause; empty where there is one or none is wanted
 * @param matchedWidth of the teacher's hidden states, where they are matched; else 0
 * @param interventions where students learn from counterfactuals
 */
record Transformers(
        TextTask task,
        Optional<PretrainedEncoder> teacher,
        String obstacle,
        int matchedWidth,
        Optional<Interventions> interventions) {

    /** Students that learn from no counterfactuals. */
    Transformers(TextTask task, Optional<PretrainedEncoder> teacher, String obstacle, int matchedWidth) {
        this(task, teacher, obstacle, matchedWidth, Optional.empty());
    }

    /** The same for another number of classes. */
    Transformers withClasses(int classes) {
        return new Transformers(task.withClasses(classes), teacher, obstacle, matchedWidth, interventions);
    }

    /** @throws InvalidConfig if there can be no such student, or it cannot learn at these rates */
    void check(Transformer config, PartRates rates) {
        requireLibrary(config.engine(), Encoder.library());
        try {
            EncoderShape shape = settings(config, start(config)).encoder();
            requireParts("training.freeze", rates, shape.layers(), shape.shared());
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(
                    "student",
                    "a transformer that cannot be made (" + e.getMessage() + ")",
                    "sizes that fit the teacher's weights and the tokenizer",
                    "Set student.init to random.");
        }
    }

    /** @param library that the CPU engine would compute with; empty where there is none, as in a jar for GPUs */
    static void requireLibrary(TransformerEngine engine, Optional<String> library) {
        if (engine == TransformerEngine.ENCODER && library.isEmpty()) {
            throw new InvalidConfig(
                    "student.engine",
                    "encoder, which computes with oneDNN or OpenBLAS, and neither is in this jar",
                    "auto or samediff",
                    "The jar for the CPU is built without -Pcuda.");
        }
    }

    /** @throws InvalidConfig if an encoder has not the parts that are to be frozen, or nothing would be left to learn */
    static void requireParts(String key, PartRates rates, int layers, boolean shared) {
        try {
            rates.requireIn(layers, shared);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfig(
                    key,
                    e.getMessage(),
                    "some of [embeddings, " + new TransformerPart.Layers(1, layers) + ", head], and not all of them",
                    "");
        }
    }

    /** @param taught what training teaches it, perhaps by an early readout or by counterfactuals */
    Student create(Transformer config, ObjectiveConfig taught, StepSettings plain, PartRates rates, long seed) {
        Optional<PretrainedEncoder> start = start(config);
        TransformerSettings settings = settings(config, start);
        StepSettings steps = rates.over(plain, settings.encoder());
        if (taught instanceof ObjectiveConfig.Dedier dedier) {
            settings = settings.withEarlyReadout(dedier.readoutPooling());
            steps = steps.withReadingRate(dedier.readoutRate());
        }
        TransformerStudent student = TransformerStudent.create(settings, steps, seed, config.engine());
        start.ifPresent(student::startingFrom);
        if (taught instanceof DiitoConfig diito) {
            student.learningFrom(interventions.orElseThrow().of(diito, config, seed));
        }
        return student;
    }

    Student load(Path file, Transformer config, StepSettings steps) {
        return TransformerStudent.load(file, settings(config), steps, config.engine());
    }

    /** What a student's weights come from and what runs it, for whoever reads the run's messages. */
    String describe(Transformer config) {
        boolean graph = config.engine().resolved() == TransformerEngine.SAMEDIFF;
        return origin(config) + (graph ? " It runs as a SameDiff graph." : "");
    }

    private String origin(Transformer config) {
        if (start(config).isPresent()) {
            return "The student starts from the teacher's embeddings and blocks " + blocks(config) + ".";
        }
        String why = teacher.map(encoder -> "its sizes are not the teacher's: " + sizes(encoder))
                .orElse(obstacle);
        boolean wanted = config.init() == Transformer.Init.TEACHER_LAYERS && !why.isEmpty();
        return "The student starts from random weights" + (wanted ? ", because " + why + "." : ".");
    }

    private static String sizes(PretrainedEncoder encoder) {
        var block = encoder.blocks().get(0);
        return encoder.blocks().size() + " layers, hidden " + block.query().in() + ", heads " + encoder.heads()
                + ", intermediate " + block.up().out();
    }

    private List<Integer> blocks(Transformer config) {
        return teacher.orElseThrow().everyKth(config.layers());
    }

    private Optional<PretrainedEncoder> start(Transformer config) {
        return config.init() == Transformer.Init.RANDOM
                ? Optional.empty()
                : teacher.filter(encoder -> fits(config, encoder)).map(encoder -> encoder.keeping(blocks(config)));
    }

    private boolean fits(Transformer config, PretrainedEncoder encoder) {
        var block = encoder.blocks().get(0);
        return config.layers() <= encoder.blocks().size()
                && config.hidden() == block.query().in()
                && config.heads() == encoder.heads()
                && config.intermediate() == block.up().out();
    }

    /** Shape of a student. */
    TransformerSettings settings(Transformer config) {
        return settings(config, start(config));
    }

    private TransformerSettings settings(Transformer config, Optional<PretrainedEncoder> start) {
        TransformerSettings settings = start.map(encoder -> TransformerSettings.of(task, encoder))
                .orElseGet(() -> TransformerSettings.of(
                        task, config.layers(), config.hidden(), config.heads(), config.intermediate()));
        settings =
                settings.withPooling(config.pooling()).withHead(config.head()).withDropout(config.dropout());
        return matchedWidth == 0 ? settings : settings.withMatchedWidth(matchedWidth);
    }
}

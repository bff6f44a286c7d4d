package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.StudentConfig;
import org.kd4j.arbiter.report.ResultFiles;
import org.kd4j.arbiter.results.Choice;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.io.AtomicFiles;
import org.kd4j.models.bundle.ModelBundle;

/**
 * A sweep: the teacher speaks once, every trial trains a student, dev chooses, test and evaluation sets are asked once at
 * the end. After every trial the run directory holds all results so far; a sweep that was stopped continues without redoing a finished trial.
 */
public final class Sweep {
    /** The file of the best student in a run directory, a {@link ModelBundle}. */
    public static final String STUDENT = "student.zip";

    private static final String TEACHER_ON_TEST = "teacher on test";
    private static final String TEACHER_ON_EVALUATION = "teacher on evaluation ";

    private final Config config;
    private final Plan<Config> plan;
    private final RunDirectory run;
    private final TrialStore store;
    private final Trials<Config> trials;
    private final Messages messages;

    private Sweep(Config config, Plan<Config> plan, RunDirectory run, TrialStore store, Messages messages) {
        this.config = config;
        this.plan = plan;
        this.run = run;
        this.store = store;
        this.trials = new Trials<>(plan, config.sweep().choice(), run, store, messages, TrialResult::name, ".zip");
        this.messages = messages;
    }

    /**
     * Checks a configuration and all trials that it plans, without running anything.
     *
     * @return what its writer should know of it, a line each
     * @throws org.kd4j.core.failure.InvalidConfig naming the first thing that is wrong
     */
    public static List<String> check(ConfigTree tree) {
        return tree.isOfAnnotators() ? AnnotatorSweep.check(tree) : plan(tree).notices();
    }

    private static Plan<Config> plan(ConfigTree tree) {
        Plan<Config> plan = Plan.of(tree);
        plan.all().forEach(trial -> Students.check(trial.config()));
        Config config = tree.toConfig();
        if (config.sweep().choice() == Choice.SOFT_CE && config.data().annotations() == null) {
            throw new InvalidConfig(
                    "sweep.choice",
                    "soft-ce",
                    "accuracy, macro-f1 or log-loss, because the records have one label each",
                    "Records that several people labelled are named by data.annotations.");
        }
        return plan;
    }

    /**
     * Runs a sweep to its end.
     *
     * @param tree the configuration
     * @param directory where everything goes
     * @param cache the teacher cache, a file that runs share
     * @param resume whether to continue the sweep that is in the directory
     * @return the results, as they were written too
     * @throws org.kd4j.core.failure.Failure if the configuration, the data, the model or the directory cannot be used
     */
    public static SweepResults run(ConfigTree tree, Path directory, Path cache, boolean resume, Messages messages)
            throws IOException {
        Config config = tree.toConfig();
        Plan<Config> plan = plan(tree);
        plan.notices().forEach(messages::say);
        try (RunDirectory run = RunDirectory.open(directory, tree, resume)) {
            DataSets sets = DataSets.open(config.data(), config.training().seed());
            StateDemand states = StateDemand.of(plan.all());
            try (Materials materials = Preparation.prepare(config, sets, states, cache, messages)) {
                run.begin();
                try (TrialStore store = TrialStore.open(run.file("trials.db"))) {
                    return new Sweep(config, plan, run, store, messages).run(materials);
                }
            }
        }
    }

    private SweepResults run(Materials materials) throws IOException {
        TrialRunner runner = new TrialRunner(materials, messages);
        trials.checkProvenance(materials.provenance(), Materials.Provenance.class, "teacher");
        checkTeacher(runner);
        AtomicFiles.writeText(run.file("manifest.json"), Manifest.of(config, materials));
        trials.run(
                config.sweep().parallel(),
                (trial, file, states) -> runner.train(trial, file, states),
                () -> write(runner));
        publish(materials);
        evaluate(materials, runner);
        return write(runner);
    }

    /** The best student, with all that it needs to predict. */
    private void publish(Materials materials) throws IOException {
        if (trials.best().isEmpty()) {
            return;
        }
        Trial<Config> best = trials.best().get();
        boolean specialTokens = config.student() instanceof StudentConfig.Transformer;
        SavedTokenizer tokenizer = new SavedTokenizer(
                        TeacherModel.studentTokenizerJson(config), config.data().maxTokens(), specialTokens)
                .requireSame(materials.provenance().tokenizer());
        ModelBundle.write(
                run.file(STUDENT),
                trials.model(best.number()),
                materials.students().saved(best.config()),
                materials.labels().names(),
                tokenizer.json(),
                specialTokens);
    }

    private void checkTeacher(TrialRunner runner) {
        Scores dev = runner.teacher(runner.materials().dev());
        messages.say(String.format(
                Locale.ROOT,
                "Teacher on dev: accuracy %.4f, ECE %.4f.",
                dev.metrics().accuracy(),
                dev.metrics().calibrationError()));
        if (dev.metrics().accuracy() < 1.0 / runner.materials().labels().names().size()) {
            messages.say(
                    "Warning: that is below chance. Are the classes swapped? teacher.labels names them in the order"
                            + " of the model's logits.");
        }
    }

    /** Whoever was scored on a set before an interruption is not asked again. */
    private void evaluate(Materials materials, TrialRunner runner) {
        materials.test().ifPresent(test -> store.keep(TEACHER_ON_TEST, runner.teacher(test)));
        materials
                .evaluations()
                .forEach((name, records) -> store.keep(TEACHER_ON_EVALUATION + name, runner.teacher(records)));
        int best = trials.chosenNumber();
        for (Trial<Config> trial : plan.all()) {
            boolean asked = trial.baseline() || trial.number() == best;
            if (asked && trials.result(trial).state() == TrialResult.State.DONE) {
                evaluate(trial, materials, runner);
            }
        }
    }

    private void evaluate(Trial<Config> trial, Materials materials, TrialRunner runner) {
        Path student = trials.model(trial.number());
        if (materials.test().isPresent() && trials.result(trial).test() == null) {
            store.put(trials.result(trial)
                    .withTest(runner.score(trial, student, materials.test().get())));
        }
        materials.evaluations().forEach((name, records) -> {
            if (!trials.result(trial).evaluations().containsKey(name)) {
                store.put(trials.result(trial).withEvaluation(name, runner.score(trial, student, records)));
            }
        });
    }

    private Map<String, Scores> teacherOnEvaluations(Materials materials) {
        Map<String, Scores> scores = new LinkedHashMap<>();
        for (String name : materials.evaluations().keySet()) {
            store.kept(TEACHER_ON_EVALUATION + name, Scores.class).ifPresent(known -> scores.put(name, known));
        }
        return scores;
    }

    private SweepResults write(TrialRunner runner) throws IOException {
        Materials materials = runner.materials();
        SweepResults results = new SweepResults(
                run.path().getFileName().toString(),
                config.data().isDemonstration(),
                materials.labels().names(),
                materials.positiveLabel(),
                materials.summary(),
                new SweepResults.TeacherSummary(
                        config.teacher().model(),
                        config.teacher().head().text(),
                        runner.teacher(materials.dev()),
                        store.kept(TEACHER_ON_TEST, Scores.class).orElse(null),
                        teacherOnEvaluations(materials)),
                config.student().kind(),
                config.objective().kind(),
                store.trials(),
                config.sweep().choice(),
                trials.chosenNumber());
        ResultFiles.write(run.path(), results);
        return results;
    }
}

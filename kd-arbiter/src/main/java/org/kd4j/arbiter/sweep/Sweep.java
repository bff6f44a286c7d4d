package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.report.ResultFiles;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.failure.RunConflict;
import org.kd4j.core.io.AtomicFiles;
import org.kd4j.core.training.Checkpoints;

/**
 * A sweep: the teacher speaks once, every trial trains a student, dev chooses, test and evaluation sets are asked once at
 * the end. After every trial the run directory holds all results so far; a sweep that was stopped continues without redoing a finished trial.
 */
public final class Sweep {
    private static final String TEACHER_ON_TEST = "teacher on test";
    private static final String TEACHER_ON_EVALUATION = "teacher on evaluation ";
    private static final String PROVENANCE = "provenance";
    private static final Comparator<TrialResult> BEST = Comparator.<TrialResult>comparingDouble(
                    trial -> -trial.dev().metrics().accuracy())
            .thenComparingDouble(trial -> trial.dev().metrics().logLoss())
            .thenComparingInt(TrialResult::number);

    private final Config config;
    private final Plan plan;
    private final RunDirectory run;
    private final TrialStore store;
    private final Messages messages;

    private Sweep(Config config, Plan plan, RunDirectory run, TrialStore store, Messages messages) {
        this.config = config;
        this.plan = plan;
        this.run = run;
        this.store = store;
        this.messages = messages;
    }

    /**
     * Checks a configuration and all trials that it plans, without running anything.
     *
     * @return what its writer should know of it, a line each
     * @throws org.kd4j.core.failure.InvalidConfig naming the first thing that is wrong
     */
    public static List<String> check(ConfigTree tree) {
        return plan(tree).notices();
    }

    private static Plan plan(ConfigTree tree) {
        Plan plan = new Plan(tree);
        plan.all().forEach(trial -> Students.check(trial.config()));
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
        Plan plan = plan(tree);
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
        checkProvenance(materials.provenance());
        checkTeacher(runner);
        AtomicFiles.writeText(run.file("manifest.json"), Manifest.of(config, materials));
        putNewTrials();
        write(runner);
        if (!plan.baselines().isEmpty()) {
            go(plan.seeds(), plan.baselines(), runner);
        }
        go(plan.grid(), plan.points(), runner);
        publish();
        evaluate(materials, runner);
        return write(runner);
    }

    private void go(Grid grid, List<Trial> trials, TrialRunner runner) {
        ArbiterRun.run(grid, config.sweep().parallel(), index -> complete(trials.get(index), runner));
    }

    /** Finished trials stand beside new ones only if the files behind the same names are still the same. */
    private void checkProvenance(Materials.Provenance now) {
        Optional<Materials.Provenance> before = store.kept(PROVENANCE, Materials.Provenance.class);
        if (before.isPresent() && !before.get().equals(now)) {
            throw new RunConflict(
                    run.path().toString(),
                    "a sweep on other data, or with another teacher or tokenizer, under the same names",
                    "the files that it was started with",
                    "Restore them, or choose another directory with --out.");
        }
        store.keep(PROVENANCE, now);
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

    /** Puts new trials into the store. One that was running when its process ended continues from its last state. */
    private void putNewTrials() {
        Map<Integer, TrialResult> known =
                store.trials().stream().collect(Collectors.toMap(TrialResult::number, Function.identity()));
        for (Trial trial : plan.all()) {
            TrialResult result = known.get(trial.number());
            if (result == null || result.state() == TrialResult.State.RUNNING) {
                store.put(trial.planned());
            }
        }
    }

    /** Trains a trial unless that is done already, and gives its score; whatever goes wrong becomes its state. */
    private double complete(Trial trial, TrialRunner runner) {
        TrialResult before = store.trials().get(trial.number());
        String name = String.format(
                "#%d/%d %s seed=%d", trial.number() + 1, plan.all().size(), before.name(), trial.seed());
        if (before.state() == TrialResult.State.DONE && hasItsStudent(before)) {
            // Its process may have ended after the result was kept and before the state was deleted.
            Checkpoints.delete(states(trial.number()));
            messages.say(name + ": done before");
            return before.dev().metrics().accuracy();
        }
        store.put(trial.planned().withState(TrialResult.State.RUNNING));
        TrialResult result;
        try {
            result = runner.train(trial, studentFile(trial.number()), states(trial.number()));
            messages.say(String.format(
                    Locale.ROOT,
                    "%s: dev accuracy %.4f, ECE %.4f, %.1f s",
                    name,
                    result.dev().metrics().accuracy(),
                    result.dev().metrics().calibrationError(),
                    result.seconds()));
        } catch (RuntimeException | OutOfMemoryError e) {
            result = trial.planned().failed(e);
            messages.say(name + ": failed, " + result.error());
        }
        finish(result, runner);
        return result.dev() == null
                ? Double.NEGATIVE_INFINITY
                : result.dev().metrics().accuracy();
    }

    /** Beaten students were deleted on purpose; any other that is gone is needed again. */
    private boolean hasItsStudent(TrialResult done) {
        boolean beaten = !done.baseline() && chosen().orElseThrow().number() != done.number();
        return beaten || Files.exists(studentFile(done.number()));
    }

    private synchronized void finish(TrialResult result, TrialRunner runner) {
        store.put(result);
        if (result.state() == TrialResult.State.DONE) {
            Checkpoints.delete(states(result.number()));
        }
        deleteBeatenStudents();
        try {
            write(runner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Students are large; those of the baselines and of the best trial are kept. */
    private void deleteBeatenStudents() {
        int best = chosen().map(TrialResult::number).orElse(-1);
        for (TrialResult trial : store.trials()) {
            if (trial.state() == TrialResult.State.DONE && !trial.baseline() && trial.number() != best) {
                try {
                    Files.deleteIfExists(studentFile(trial.number()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** The best trial by accuracy on dev; among equals the one with the smaller log loss. */
    private Optional<TrialResult> chosen() {
        return store.trials().stream()
                .filter(trial -> !trial.baseline() && trial.state() == TrialResult.State.DONE)
                .min(BEST);
    }

    private void publish() throws IOException {
        if (chosen().isPresent()) {
            Path student = studentFile(chosen().get().number());
            AtomicFiles.write(
                    run.file("student.zip"), path -> Files.copy(student, path, StandardCopyOption.REPLACE_EXISTING));
        }
    }

    /** Whoever was scored on a set before an interruption is not asked again. */
    private void evaluate(Materials materials, TrialRunner runner) {
        materials.test().ifPresent(test -> store.keep(TEACHER_ON_TEST, runner.teacher(test)));
        materials
                .evaluations()
                .forEach((name, records) -> store.keep(TEACHER_ON_EVALUATION + name, runner.teacher(records)));
        int best = chosen().map(TrialResult::number).orElse(-1);
        for (Trial trial : plan.all()) {
            boolean asked = trial.baseline() || trial.number() == best;
            if (asked && result(trial).state() == TrialResult.State.DONE) {
                evaluate(trial, materials, runner);
            }
        }
    }

    private void evaluate(Trial trial, Materials materials, TrialRunner runner) {
        Path student = studentFile(trial.number());
        if (materials.test().isPresent() && result(trial).test() == null) {
            store.put(result(trial)
                    .withTest(runner.score(trial, student, materials.test().get())));
        }
        materials.evaluations().forEach((name, records) -> {
            if (!result(trial).evaluations().containsKey(name)) {
                store.put(result(trial).withEvaluation(name, runner.score(trial, student, records)));
            }
        });
    }

    private TrialResult result(Trial trial) {
        return store.trials().get(trial.number());
    }

    private Map<String, Scores> teacherOnEvaluations(Materials materials) {
        Map<String, Scores> scores = new LinkedHashMap<>();
        for (String name : materials.evaluations().keySet()) {
            store.kept(TEACHER_ON_EVALUATION + name, Scores.class).ifPresent(known -> scores.put(name, known));
        }
        return scores;
    }

    private Path studentFile(int number) {
        return run.file("students").resolve("trial-" + number + ".zip");
    }

    /** What an interrupted trial continues from. */
    private Path states(int number) {
        return run.file("students").resolve("trial-" + number + ".state");
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
                chosen().map(TrialResult::number).orElse(-1));
        ResultFiles.write(run.path(), results);
        return results;
    }
}

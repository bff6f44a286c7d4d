package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kd4j.arbiter.config.RunConfig;
import org.kd4j.arbiter.results.Choice;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.failure.RunConflict;
import org.kd4j.core.training.Checkpoints;

/**
 * The trainings that a sweep plans: each is made once, whatever interrupts the sweep, and its result and its model are kept;
 * of models, only those of the baselines and of the best trial on dev.
 */
final class Trials<C extends RunConfig> {
    private static final String PROVENANCE = "provenance";

    /** Trains a trial, and writes its model to a file. */
    @FunctionalInterface
    interface Training<C extends RunConfig> {
        /** @param states folder of this trial's training alone */
        TrialResult train(Trial<C> trial, Path model, Path states);
    }

    /** Writes the results so far. */
    @FunctionalInterface
    interface Writing {
        void write() throws IOException;
    }

    private final Plan<C> plan;
    private final Choice choice;
    private final RunDirectory run;
    private final TrialStore store;
    private final Messages messages;
    private final Function<TrialResult, String> names;
    private final String ending;

    /**
     * @param choice by which number on dev the best trial is chosen
     * @param names what messages call a trial
     * @param ending of the models' file names
     */
    Trials(
            Plan<C> plan,
            Choice choice,
            RunDirectory run,
            TrialStore store,
            Messages messages,
            Function<TrialResult, String> names,
            String ending) {
        this.plan = plan;
        this.choice = choice;
        this.run = run;
        this.store = store;
        this.messages = messages;
        this.names = names;
        this.ending = ending;
    }

    /**
     * Finished trials stand beside new ones only if the files behind the same names are still the same.
     *
     * @param now what the trials depend on
     * @param reader what reads the data, for the message
     */
    <P> void checkProvenance(P now, Class<P> type, String reader) {
        Optional<P> before = store.kept(PROVENANCE, type);
        if (before.isPresent() && !before.get().equals(now)) {
            throw new RunConflict(
                    run.path().toString(),
                    "a sweep on other data, or with another " + reader + " or tokenizer, under the same names",
                    "the files that it was started with",
                    "Restore them, or choose another directory with --out.");
        }
        store.keep(PROVENANCE, now);
    }

    /** Makes those trainings that are not made yet, the baselines first, and leaves their results in the store. */
    void run(int parallel, Training<C> training, Writing writing) throws IOException {
        putNew();
        writing.write();
        if (!plan.baselines().isEmpty()) {
            go(plan.seeds(), plan.baselines(), parallel, training, writing);
        }
        go(plan.grid(), plan.points(), parallel, training, writing);
    }

    private void go(Grid grid, List<Trial<C>> trials, int parallel, Training<C> training, Writing writing) {
        ArbiterRun.run(grid, parallel, index -> complete(trials.get(index), training, writing));
    }

    /** Puts new trials into the store. One that was running when its process ended continues from its last state. */
    private void putNew() {
        Map<Integer, TrialResult> known =
                store.trials().stream().collect(Collectors.toMap(TrialResult::number, Function.identity()));
        for (Trial<C> trial : plan.all()) {
            TrialResult result = known.get(trial.number());
            if (result == null || result.state() == TrialResult.State.RUNNING) {
                store.put(trial.planned());
            }
        }
    }

    /** Trains a trial unless that is done already, and gives its score; whatever goes wrong becomes its state. */
    private double complete(Trial<C> trial, Training<C> training, Writing writing) {
        TrialResult before = result(trial);
        String name = String.format(
                "#%d/%d %s seed=%d", trial.number() + 1, plan.all().size(), names.apply(before), trial.seed());
        if (before.state() == TrialResult.State.DONE && hasItsModel(before)) {
            // Its process may have ended after the result was kept and before the state was deleted.
            Checkpoints.delete(states(trial.number()));
            messages.say(name + ": done before");
            return choice.worth(before.dev());
        }
        store.put(trial.planned().withState(TrialResult.State.RUNNING));
        TrialResult result;
        try {
            result = training.train(trial, model(trial.number()), states(trial.number()));
            messages.say(String.format(
                    Locale.ROOT,
                    "%s: dev accuracy %.4f, ECE %.4f%s, %.1f s",
                    name,
                    result.dev().metrics().accuracy(),
                    result.dev().metrics().calibrationError(),
                    chosenBy(result.dev()),
                    result.seconds()));
        } catch (RuntimeException | OutOfMemoryError e) {
            result = trial.planned().failed(e);
            messages.say(name + ": failed, " + result.error());
        }
        finish(result, writing);
        return result.dev() == null ? Double.NEGATIVE_INFINITY : choice.worth(result.dev());
    }

    /** Beaten models were deleted on purpose; any other that is gone is needed again. */
    private boolean hasItsModel(TrialResult done) {
        boolean beaten = !done.baseline() && chosen().orElseThrow().number() != done.number();
        return beaten || Files.exists(model(done.number()));
    }

    private synchronized void finish(TrialResult result, Writing writing) {
        store.put(result);
        if (result.state() == TrialResult.State.DONE) {
            Checkpoints.delete(states(result.number()));
        }
        try {
            deleteBeatenModels();
            writing.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Models are large. */
    private void deleteBeatenModels() throws IOException {
        int best = chosenNumber();
        for (TrialResult trial : store.trials()) {
            if (trial.state() == TrialResult.State.DONE && !trial.baseline() && trial.number() != best) {
                Files.deleteIfExists(model(trial.number()));
            }
        }
    }

    /** The number that decides, where the message does not have it already. */
    private String chosenBy(Scores dev) {
        return choice == Choice.ACCURACY
                ? ""
                : String.format(Locale.ROOT, ", %s %.4f", choice.text(), choice.value(dev));
    }

    /** The best trial on dev. */
    Optional<TrialResult> chosen() {
        return store.trials().stream()
                .filter(trial -> !trial.baseline() && trial.state() == TrialResult.State.DONE)
                .min(choice.bestFirst());
    }

    /** Its number; -1 before any is done. */
    int chosenNumber() {
        return chosen().map(TrialResult::number).orElse(-1);
    }

    /** The best trial; empty before any is done. */
    Optional<Trial<C>> best() {
        return chosen().map(result -> plan.all().get(result.number()));
    }

    TrialResult result(Trial<C> trial) {
        return store.trials().get(trial.number());
    }

    Path model(int number) {
        return run.file("students").resolve("trial-" + number + ending);
    }

    /** What an interrupted trial continues from. */
    private Path states(int number) {
        return run.file("students").resolve("trial-" + number + ".state");
    }
}

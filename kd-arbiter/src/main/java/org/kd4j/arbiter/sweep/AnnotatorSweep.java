package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.EncoderConfig;
import org.kd4j.arbiter.report.AnnotatorFiles;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.AnnotatorResults.Reference;
import org.kd4j.core.io.AtomicFiles;
import org.kd4j.models.bundle.ModelBundle;

/**
 * A sweep over models of individual annotators. Nothing is chosen on test, so every trial is scored there as soon as it is
 * done. What a run directory holds, and how a sweep that was stopped continues, is as with {@link Sweep}.
 */
public final class AnnotatorSweep {
    /** The file of the best model in a run directory, a {@link ModelBundle}. */
    public static final String MODEL = "annotators.zip";

    private final AnnotatorConfig config;
    private final Plan<AnnotatorConfig> plan;
    private final RunDirectory run;
    private final TrialStore store;
    private final AnnotatorMaterials materials;
    private final List<Reference> references;
    private final Trials<AnnotatorConfig> trials;
    private final AnnotatorRunner runner;

    private AnnotatorSweep(
            AnnotatorConfig config,
            Plan<AnnotatorConfig> plan,
            RunDirectory run,
            TrialStore store,
            AnnotatorMaterials materials,
            Messages messages) {
        this.config = config;
        this.plan = plan;
        this.run = run;
        this.store = store;
        this.materials = materials;
        AnnotatorScoring scoring =
                new AnnotatorScoring(materials.mode(), config.data().f1MinimumLabels());
        this.references = new References(materials.train().items(), scoring)
                .on(
                        materials.dev().items(),
                        materials.test().map(AnnotatedSet::items).orElse(null));
        this.trials = new Trials<>(
                plan,
                config.sweep().choice(),
                run,
                store,
                messages,
                trial -> AnnotatorResults.name(trial, config.annotators().model()),
                ".safetensors");
        this.runner = new AnnotatorRunner(materials, scoring, store, messages, System::nanoTime);
    }

    /** See {@link Sweep#check}. */
    static List<String> check(ConfigTree tree) {
        return Plan.ofAnnotators(tree).notices();
    }

    /**
     * Runs a sweep to its end.
     *
     * @param tree the configuration, which is of annotators
     * @param directory where everything goes
     * @param cache where vectors of texts are kept, a file that runs share
     * @param resume whether to continue the sweep that is in the directory
     * @return the results, as they were written too
     * @throws org.kd4j.core.failure.Failure if the configuration, the data, the encoder or the directory cannot be used
     */
    public static AnnotatorResults run(ConfigTree tree, Path directory, Path cache, boolean resume, Messages messages)
            throws IOException {
        Plan<AnnotatorConfig> plan = Plan.ofAnnotators(tree);
        AnnotatorConfig config = tree.toAnnotatorConfig();
        plan.notices().forEach(messages::say);
        try (RunDirectory run = RunDirectory.open(directory, tree, resume);
                AnnotatorMaterials materials = AnnotatorPreparation.prepare(config, cache, messages)) {
            plan.all().forEach(trial -> materials.models().check(trial.config()));
            run.begin();
            try (TrialStore store = TrialStore.open(run.file("trials.db"))) {
                return new AnnotatorSweep(config, plan, run, store, materials, messages).run();
            }
        }
    }

    private AnnotatorResults run() throws IOException {
        trials.checkProvenance(materials.provenance(), AnnotatorMaterials.Provenance.class, "encoder");
        AtomicFiles.writeText(run.file("manifest.json"), Manifest.of(config, materials));
        if (materials.parts().isPresent()) {
            materials.parts().get().write(run.file("split.csv"));
        }
        trials.run(config.sweep().parallel(), (trial, file, states) -> runner.train(trial, file, states), this::write);
        publish();
        return write();
    }

    /** The best model, with all that it needs to predict, and whom it knows. */
    private void publish() throws IOException {
        if (trials.best().isEmpty()) {
            return;
        }
        Trial<AnnotatorConfig> best = trials.best().get();
        SavedTokenizer tokenizer = new SavedTokenizer(
                        TeacherModel.tokenizerJson(config.annotators().encoder().toTeacher()),
                        config.data().maxTokens(),
                        true)
                .requireSame(materials.provenance().tokenizer());
        ModelBundle.write(
                run.file(MODEL),
                trials.model(best.number()),
                materials.models().saved(best.config()),
                materials.train().items().classes().names(),
                tokenizer.json(),
                tokenizer.specialTokens());
    }

    private AnnotatorResults write() throws IOException {
        EncoderConfig encoder = config.annotators().encoder();
        AnnotatorResults results = new AnnotatorResults(
                run.path().getFileName().toString(),
                materials.train().items().classes().names(),
                materials.summary(),
                config.annotators().model(),
                encoder.model() + ", "
                        + encoder.weights().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                config.data().ties().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                config.data().f1MinimumLabels(),
                references,
                store.trials(),
                config.sweep().choice(),
                trials.chosenNumber());
        AnnotatorFiles.write(run.path(), results);
        return results;
    }
}

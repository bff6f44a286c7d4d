package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.bundle.ModelSettings;

/** Which of the models of annotators a sweep takes for the best. */
class AnnotatorChoiceTest extends AbstractAnnotatorSweepTest {

    /** Held against the numbers of the results; the model that is saved is the chosen one's. */
    @ParameterizedTest
    @ValueSource(strings = {"accuracy", "macro-f1", "log-loss", "soft-ce"})
    void choosesByTheNumberThatTheConfigurationNames(String choice) throws Exception {
        AnnotatorResults results = sweep(
                "sweep.choice=" + choice,
                "sweep.grid={annotators.model: [separate-heads, shared-recommender], training.epochs: [1, 4]}");

        ToDoubleFunction<TrialResult> worth = trial -> switch (choice) {
            case "accuracy" -> trial.dev().annotators().individual().accuracy();
            case "macro-f1" -> trial.dev().annotators().individual().macroF1();
            case "log-loss" -> -trial.dev().annotators().individual().logLoss();
            default -> -trial.dev().annotators().soft().crossEntropy();
        };
        TrialResult chosen = results.chosenTrial().orElseThrow();
        assertThat(chosen.baseline()).isFalse();
        assertThat(results.trials().stream().filter(trial -> !trial.baseline()))
                .hasSize(4)
                .allMatch(trial -> worth.applyAsDouble(trial) <= worth.applyAsDouble(chosen));
        try (ModelBundle model = ModelBundle.open(folder.resolve("run/annotators.zip"))) {
            ModelSettings.Annotators saved = (ModelSettings.Annotators) model.settings();
            assertThat(saved.annotators().model() instanceof AnnotatorSettings.SeparateHeads)
                    .isEqualTo(chosen.parameters().get("annotators.model").equals("separate-heads"));
        }
    }
}

package org.kd4j.arbiter.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/** The number on dev by which the best trial is chosen. */
public enum Choice {
    @JsonProperty("accuracy")
    ACCURACY("accuracy", true, scores -> scores.metrics().accuracy()),
    /** Where classes are of very different sizes. */
    @JsonProperty("macro-f1")
    MACRO_F1("macro-F1", true, scores -> scores.metrics().macroF1()),
    @JsonProperty("log-loss")
    LOG_LOSS("log loss", false, scores -> scores.metrics().logLoss()),
    /** Of records that several people labelled: the cross-entropy of the shares of their labels. */
    @JsonProperty("soft-ce")
    SOFT_CE("soft CE", false, Choice::softCrossEntropy);

    private final String text;
    private final boolean larger;
    private final ToDoubleFunction<Scores> value;

    Choice(String text, boolean larger, ToDoubleFunction<Scores> value) {
        this.text = text;
        this.larger = larger;
        this.value = value;
    }

    private static double softCrossEntropy(Scores scores) {
        return scores.annotators() == null
                ? scores.soft().crossEntropy()
                : scores.annotators().soft().crossEntropy();
    }

    /** What people call it. */
    public String text() {
        return text;
    }

    /** The number. */
    public double value(Scores scores) {
        return value.applyAsDouble(scores);
    }

    /** How good that is: the number, or its negative where smaller is better. */
    public double worth(Scores scores) {
        return larger ? value(scores) : -value(scores);
    }

    /** Trials that are done, the best on dev first; among equals the one with the smaller log loss, then the earlier one. */
    public Comparator<TrialResult> bestFirst() {
        return Comparator.<TrialResult>comparingDouble(trial -> -worth(trial.dev()))
                .thenComparingDouble(trial -> trial.dev().metrics().logLoss())
                .thenComparingInt(TrialResult::number);
    }
}

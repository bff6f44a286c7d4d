package org.kd4j.arbiter.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a sweep over models of annotators found out: what {@code results.json} holds and the report shows.
 *
 * @param title of the run, its directory's name
 * @param labels names of the classes in the order of their indices
 * @param data what was read
 * @param model kind of the model, such as {@code shared-recommender}
 * @param encoder what the vectors of texts are from, and whether it learns
 * @param ties which label an item's majority is where several were given most often
 * @param f1MinimumLabels how many labels it takes to count in the mean of annotators' macro-F1
 * @param references what predictors say that no text is read for, or that know the labels
 * @param trials all of them, by number
 * @param choice by which number on dev the best trial is chosen
 * @param chosen number of the best trial that is no baseline, see {@link Choice#bestFirst}; -1 before any is done
 */
public record AnnotatorResults(
        String title,
        List<String> labels,
        DataSummary data,
        String model,
        String encoder,
        String ties,
        int f1MinimumLabels,
        List<Reference> references,
        List<TrialResult> trials,
        Choice choice,
        int chosen) {

    /**
     * What a set holds.
     *
     * @param items that have a label there
     * @param unknown how many annotators gave no label in train, so that the model does not know them
     */
    public record Counts(int items, int labels, int annotators, int unknown) {}

    /**
     * Numbers of items.
     *
     * @param test null where there is no test set
     * @param known how many annotators models know: those of train
     * @param split how one file became these, or that they are files
     * @param truncated texts, over all sets, that had more tokens than the maximum
     * @param empty texts, over all sets, without a token
     * @param findings what was not as it should be, and what was done about it, a line each
     */
    public record DataSummary(
            Counts train,
            Counts dev,
            @JsonInclude(JsonInclude.Include.NON_NULL) Counts test,
            int known,
            String split,
            int maxTokens,
            int truncated,
            int empty,
            List<String> findings) {}

    /**
     * A predictor to compare with.
     *
     * @param test null where there is no test set
     */
    public record Reference(
            String name,
            Scores dev,
            @JsonInclude(JsonInclude.Include.NON_NULL) Scores test) {}

    public Optional<TrialResult> chosenTrial() {
        return trials.stream().filter(trial -> trial.number() == chosen).findFirst();
    }

    /** What a trial is called. */
    public String name(TrialResult trial) {
        return name(trial, model);
    }

    /** What a trial is called: its point of the grid, else the model. */
    public static String name(TrialResult trial, String model) {
        if (trial.baseline()) {
            return "majority (baseline)";
        }
        return trial.parameters().isEmpty() ? model : trial.name();
    }
}

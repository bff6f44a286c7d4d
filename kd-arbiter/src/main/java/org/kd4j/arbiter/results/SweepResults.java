package org.kd4j.arbiter.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a sweep found out: what {@code results.json} holds and the report shows.
 *
 * @param title of the run, its directory's name
 * @param demonstration whether the data were the sentences inside the jar, whose numbers say nothing about real tasks
 * @param labels names of the classes in the order of their indices
 * @param positiveLabel which of them AUROC takes for the positive one; null where no records have groups and nobody said
 * @param data what was read
 * @param teacher who taught
 * @param student kind of the student, such as {@code kim-cnn}
 * @param objective kind of the objective, such as {@code hinton}
 * @param trials all of them, by number
 * @param choice by which number on dev the best trial is chosen
 * @param chosen number of the best trial that is no baseline, see {@link Choice#bestFirst}; -1 before any is done
 */
public record SweepResults(
        String title,
        boolean demonstration,
        List<String> labels,
        @JsonInclude(JsonInclude.Include.NON_NULL) String positiveLabel,
        DataSummary data,
        TeacherSummary teacher,
        String student,
        String objective,
        List<TrialResult> trials,
        Choice choice,
        int chosen) {

    /**
     * Numbers of records.
     *
     * @param test 0 where there is no test set
     * @param evaluations those of each further set, by name
     * @param truncated records, over all sets, that had more tokens than the maximum
     * @param empty records, over all sets, without a token
     */
    public record DataSummary(
            int train,
            int dev,
            int test,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Integer> evaluations,
            int maxTokens,
            int truncated,
            int empty) {

        public DataSummary {
            evaluations =
                    evaluations == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(evaluations));
        }

        /** Without further sets. */
        public DataSummary(int train, int dev, int test, int maxTokens, int truncated, int empty) {
            this(train, dev, test, Map.of(), maxTokens, truncated, empty);
        }
    }

    /**
     * @param model {@code minilm} or the path of the ONNX file
     * @param head {@code probe} or {@code as-is}
     * @param test null where there is no test set, or before the sweep is complete
     * @param evaluations on further sets, by name; empty before the sweep is complete
     */
    public record TeacherSummary(
            String model,
            String head,
            Scores dev,
            Scores test,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Scores> evaluations) {

        public TeacherSummary {
            evaluations =
                    evaluations == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(evaluations));
        }

        /** Without further sets. */
        public TeacherSummary(String model, String head, Scores dev, Scores test) {
            this(model, head, dev, test, Map.of());
        }
    }

    /** Whether there is AUROC, and scores by group where records have groups. */
    public boolean hasGroups() {
        return teacher.dev().groups() != null;
    }

    /** Whether students were held against the teacher under interventions. */
    public boolean hasInterventions() {
        return teacher.dev().interchange() != null;
    }

    public Optional<TrialResult> chosenTrial() {
        return trials.stream().filter(trial -> trial.number() == chosen).findFirst();
    }
}

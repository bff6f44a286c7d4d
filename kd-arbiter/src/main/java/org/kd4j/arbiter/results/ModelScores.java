package org.kd4j.arbiter.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.Metrics;

/**
 * How well a saved model does on data.
 *
 * @param model its file
 * @param data the file of the data
 * @param labels of the classes, in the order of all numbers by class
 * @param positiveLabel what AUROC takes for the positive class; null where there are no groups
 * @param records how many there are
 * @param truncated how many of them have more tokens than the model reads
 * @param metrics against the labels; null where annotators gave them
 * @param groups the same by group; null where the records have none
 * @param annotators against the labels of individual annotators; null where each record has one label
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelScores(
        String model,
        String data,
        List<String> labels,
        String positiveLabel,
        int records,
        int truncated,
        Metrics metrics,
        GroupMetrics groups,
        AnnotatorMetrics annotators) {}

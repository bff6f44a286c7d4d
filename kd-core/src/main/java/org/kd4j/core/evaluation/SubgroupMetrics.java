package org.kd4j.core.evaluation;

import java.util.OptionalDouble;

/**
 * How well a classifier does on the members of one group, and how it tells them from the others. A measure is empty where
 * it is undefined: accuracy of no records, AUROC of records of one class or of a classifier of more than two classes.
 *
 * <p>Borkan, Dixon, Sorensen, Thain, Vasserman: Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
 * Classification, 2019 (arXiv:1903.04561), section 3.
 *
 * @param name of the group
 * @param records number of members
 * @param positives number of members of the positive class
 * @param accuracy among the members, 0 … 1
 * @param subgroupAuroc among the members, 0 … 1
 * @param bpsnAuroc of negative members and positive others (background positive, subgroup negative),
 *     0 … 1; low where harmless texts are flagged because they mention the group
 * @param bnspAuroc of positive members and negative others (background negative, subgroup positive), 0 … 1;
 *     low where harmful texts pass because they mention the group
 */
public record SubgroupMetrics(
        String name,
        int records,
        int positives,
        OptionalDouble accuracy,
        OptionalDouble subgroupAuroc,
        OptionalDouble bpsnAuroc,
        OptionalDouble bnspAuroc) {}

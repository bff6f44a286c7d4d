package org.kd4j.arbiter.results;

import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.core.training.EpochResult;

/**
 * Where the training of a model of annotators stood at the end of an epoch.
 *
 * @param epoch from 0
 * @param loss mean over the epoch's steps of what is learned, each before its step
 * @param logLoss of individual labels on dev, in nats
 * @param accuracy of individual labels on dev
 * @param macroF1 of individual labels on dev
 * @param softCrossEntropy against the shares of labels on dev, in nats
 */
public record EpochScores(
        int epoch, double loss, double logLoss, double accuracy, double macroF1, double softCrossEntropy) {

    /** @param dev of the model as it is then */
    public static EpochScores of(EpochResult epoch, AnnotatorMetrics dev) {
        return new EpochScores(
                epoch.epoch(),
                epoch.loss(),
                dev.individual().logLoss(),
                dev.individual().accuracy(),
                dev.individual().macroF1(),
                dev.soft().crossEntropy());
    }
}

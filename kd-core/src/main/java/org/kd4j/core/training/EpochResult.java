package org.kd4j.core.training;

import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * What an epoch came to.
 *
 * @param epoch from 0
 * @param loss mean loss of the epoch's records, each before the step of its batch
 * @param terms the same of each term of the objective, weight included, by name
 * @param metric the last evaluation of {@link Validation} so far; empty where there was none
 * @param weights how much the epoch's records counted, each in its step; without any where the objective weighs none
 */
public record EpochResult(
        int epoch, double loss, SortedMap<String, Double> terms, OptionalDouble metric, WeightHistogram weights) {}

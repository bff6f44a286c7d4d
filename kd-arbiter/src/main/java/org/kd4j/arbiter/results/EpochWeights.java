package org.kd4j.arbiter.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.training.EpochResult;
import org.kd4j.core.training.WeightHistogram;

/**
 * How much the training records counted in an epoch, where the objective weighs records.
 *
 * @param epoch from 0
 * @param records by weight: how many of them, for each of {@link WeightHistogram#BINS}
 */
public record EpochWeights(int epoch, Map<String, Long> records) {

    /** Those of the epochs that have any. */
    public static List<EpochWeights> of(List<EpochResult> epochs) {
        return epochs.stream()
                .filter(epoch -> !epoch.weights().equals(WeightHistogram.EMPTY))
                .map(epoch -> new EpochWeights(epoch.epoch(), byBin(epoch.weights())))
                .toList();
    }

    private static Map<String, Long> byBin(WeightHistogram weights) {
        Map<String, Long> records = new LinkedHashMap<>();
        for (int bin = 0; bin < WeightHistogram.BINS.size(); bin++) {
            records.put(WeightHistogram.BINS.get(bin), weights.counts().get(bin));
        }
        return records;
    }
}

package org.kd4j.core.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.state.Stateful;

/** Losses of the epoch that runs and what its records counted, and of those before. */
final class LossSums implements Stateful {
    private final List<String> names;
    private final int maxEpochs;
    /** Of the step that runs. */
    final double[] stepTerms;

    private final double[] terms;
    private final List<EpochResult> epochs = new ArrayList<>();
    private WeightHistogram weights = WeightHistogram.EMPTY;
    private double sum;
    private long records;

    LossSums(List<String> names, int maxEpochs) {
        this.names = names;
        this.maxEpochs = maxEpochs;
        stepTerms = new double[names.size()];
        terms = new double[names.size()];
    }

    /** @param recordWeights of the step's records; none where the objective weighs none */
    void add(double meanLoss, int count, double[] recordWeights) {
        weights = weights.with(recordWeights);
        sum += meanLoss * count;
        records += count;
        for (int i = 0; i < terms.length; i++) {
            terms[i] += stepTerms[i];
            stepTerms[i] = 0;
        }
    }

    /** Ends the epoch, and begins the next. */
    EpochResult finishEpoch(OptionalDouble metric) {
        EpochResult result = result(epochs.size(), sum / records, terms, records, metric, weights);
        epochs.add(result);
        sum = 0;
        records = 0;
        weights = WeightHistogram.EMPTY;
        Arrays.fill(terms, 0);
        return result;
    }

    List<EpochResult> epochs() {
        return epochs;
    }

    /** What became of the step's loss, and which of its terms it was. */
    String divergence(double loss, int count) {
        StringBuilder all = new StringBuilder();
        String culprit = "the loss became " + loss;
        for (int i = stepTerms.length - 1; i >= 0; i--) {
            double mean = stepTerms[i] / count;
            all.insert(0, String.format(Locale.ROOT, "%s%s %.4g", i == 0 ? "" : ", ", names.get(i), mean));
            if (!Double.isFinite(mean)) {
                culprit = "the " + names.get(i) + " term of the loss became " + mean;
            }
        }
        return culprit + " (" + all + ")";
    }

    private EpochResult result(
            int epoch, double loss, double[] sums, double count, OptionalDouble metric, WeightHistogram histogram) {
        TreeMap<String, Double> means = new TreeMap<>();
        for (int i = 0; i < sums.length; i++) {
            means.put(names.get(i), sums[i] / count);
        }
        return new EpochResult(epoch, loss, means, metric, histogram);
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        out.longs("losses, records and epochs", records, epochs.size());
        out.doubles("losses, sum", sum);
        out.doubles("losses, terms", terms);
        out.longs("losses, weights", weights.toArray());
        for (EpochResult epoch : epochs) {
            double[] means = names.stream().mapToDouble(epoch.terms()::get).toArray();
            out.longs("epoch, evaluated", epoch.metric().isPresent() ? 1 : 0);
            out.doubles("epoch, loss and metric", epoch.loss(), epoch.metric().orElse(0));
            out.doubles("epoch, terms", means);
            out.longs("epoch, weights", epoch.weights().toArray());
        }
    }

    @Override
    public void readState(StateReader in) throws IOException {
        long[] counts = in.longs("losses, records and epochs", 2);
        if (counts[1] < 0 || counts[1] > maxEpochs) {
            throw in.contradiction(counts[1] + " finished epochs", "at most " + maxEpochs);
        }
        records = counts[0];
        sum = in.doubles("losses, sum", 1)[0];
        System.arraycopy(in.doubles("losses, terms", terms.length), 0, terms, 0, terms.length);
        weights = readWeights("losses, weights", in);
        epochs.clear();
        for (int epoch = 0; epoch < counts[1]; epoch++) {
            boolean evaluated = in.longs("epoch, evaluated", 1)[0] == 1;
            double[] lossAndMetric = in.doubles("epoch, loss and metric", 2);
            OptionalDouble metric = evaluated ? OptionalDouble.of(lossAndMetric[1]) : OptionalDouble.empty();
            double[] means = in.doubles("epoch, terms", terms.length);
            epochs.add(result(epoch, lossAndMetric[0], means, 1, metric, readWeights("epoch, weights", in)));
        }
    }

    private static WeightHistogram readWeights(String name, StateReader in) throws IOException {
        long[] counts = in.longs(name, WeightHistogram.BINS.size());
        if (LongStream.of(counts).anyMatch(count -> count < 0)) {
            throw in.contradiction(name + " " + Arrays.toString(counts), "numbers ≥ 0");
        }
        return WeightHistogram.of(counts);
    }
}

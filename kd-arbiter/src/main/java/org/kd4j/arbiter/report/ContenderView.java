package org.kd4j.arbiter.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.kd4j.core.evaluation.Metrics;

/**
 * A contender with its errors on dev.
 *
 * @param test null where it was not evaluated on test
 * @param labels names of the classes
 */
record ContenderView(
        String name, boolean chosen, List<String> dev, List<String> test, List<String> labels, List<Row> rows) {

    /**
     * A class: how its records were predicted, and the rates of scikit-learn's classification report.
     *
     * @param support number of records of the class
     */
    record Row(String label, List<Cell> cells, long support, String precision, String recall, String f1) {}

    /**
     * A number of records of one class that were predicted as one class.
     *
     * @param strength share of the class, 0 … 1, as CSS reads it
     * @param hit whether the prediction is right
     */
    record Cell(long count, String share, String strength, boolean hit) {}

    static ContenderView of(Contender contender, List<Score> scores, List<String> labels) {
        Metrics metrics = contender.dev().metrics();
        return new ContenderView(
                contender.name(),
                contender.chosen(),
                Score.texts(scores, contender.dev()),
                contender.test() == null ? null : Score.texts(scores, contender.test()),
                labels,
                IntStream.range(0, labels.size())
                        .mapToObj(label -> row(metrics, label, labels.get(label)))
                        .toList());
    }

    private static Row row(Metrics metrics, int label, String name) {
        long[] counts = metrics.confusion()[label];
        long support = Arrays.stream(counts).sum();
        return new Row(
                name,
                IntStream.range(0, counts.length)
                        .mapToObj(predicted -> cell(counts[predicted], support, predicted == label))
                        .toList(),
                support,
                Format.rate(metrics.precision()[label]),
                Format.rate(metrics.recall()[label]),
                Format.rate(metrics.f1()[label]));
    }

    private static Cell cell(long count, long support, boolean hit) {
        double share = support == 0 ? 0 : (double) count / support;
        return new Cell(count, Format.percent(share), String.format(Locale.ROOT, "%.3f", share), hit);
    }

    boolean tested() {
        return test != null;
    }
}

package org.kd4j.core.annotation;

import java.util.Arrays;

/**
 * The labels of each of n items: who gave them, and which.
 *
 * @param annotators n rows of numbers of {@link Annotators}, ascending, each once but {@link Annotators#UNKNOWN}
 * @param labels n rows of class indices, as many each; an item may have none
 */
public record Annotations(int[][] annotators, int[][] labels) {

    private static final int[] NO_LABEL = {};

    /** Throws {@link IllegalArgumentException} if the rows differ in length, or an annotator labelled an item twice. */
    public Annotations {
        if (annotators.length != labels.length) {
            throw new IllegalArgumentException("annotations: found annotators of " + annotators.length
                    + " items and labels of " + labels.length + ", expected as many");
        }
        for (int item = 0; item < labels.length; item++) {
            requireRow(item, annotators[item], labels[item]);
        }
    }

    private static void requireRow(int item, int[] annotators, int[] labels) {
        boolean ascending = annotators.length == labels.length;
        for (int i = 0; i < annotators.length && ascending; i++) {
            int before = i == 0 ? 0 : annotators[i - 1];
            ascending = annotators[i] > before || annotators[i] == Annotators.UNKNOWN && before == annotators[i];
        }
        if (!ascending) {
            throw new IllegalArgumentException("annotations of item " + item + ": found annotators "
                    + Arrays.toString(annotators) + " of labels " + Arrays.toString(labels)
                    + ", expected ascending numbers, each once, and a label each");
        }
    }

    /** No label at all, of so many items. */
    public static Annotations none(int items) {
        int[][] rows = new int[items][];
        Arrays.fill(rows, NO_LABEL);
        return new Annotations(rows, rows);
    }

    /** Number of items. */
    public int size() {
        return labels.length;
    }

    /** Number of labels of all items. */
    public int count() {
        return Arrays.stream(labels).mapToInt(row -> row.length).sum();
    }

    /** Those of the items at these rows, in this order. Rows are shared, not copied. */
    public Annotations select(int... rows) {
        int[][] someAnnotators = new int[rows.length][];
        int[][] someLabels = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            someAnnotators[i] = annotators[rows[i]];
            someLabels[i] = labels[rows[i]];
        }
        return new Annotations(someAnnotators, someLabels);
    }

    /**
     * How often each label was given to an item, as shares.
     *
     * @return [classes], summing to 1
     * @throws IllegalArgumentException if the item has no label, or one that is out of range
     */
    public double[] distribution(int item, int classes) {
        int[] given = labels[item];
        if (given.length == 0) {
            throw new IllegalArgumentException("annotations of item " + item + ": found no label");
        }
        double[] shares = new double[classes];
        for (int label : given) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("annotations of item " + item + ": found the label " + label
                        + ", expected 0 to " + (classes - 1));
            }
            shares[label] += 1.0 / given.length;
        }
        return shares;
    }
}

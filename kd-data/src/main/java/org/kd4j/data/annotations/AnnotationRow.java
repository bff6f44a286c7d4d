package org.kd4j.data.annotations;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotations;

/**
 * The labels of one item.
 *
 * @param annotators ascending
 * @param labels one each
 */
record AnnotationRow(int[] annotators, int[] labels) {

    static AnnotationRow of(Annotations annotations, int item) {
        return new AnnotationRow(annotations.annotators()[item], annotations.labels()[item]);
    }

    static Annotations all(List<AnnotationRow> rows) {
        return new Annotations(
                rows.stream().map(AnnotationRow::annotators).toArray(int[][]::new),
                rows.stream().map(AnnotationRow::labels).toArray(int[][]::new));
    }

    int size() {
        return labels.length;
    }

    /** The labels of those annotators who meet a condition. */
    AnnotationRow keep(IntPredicate annotator) {
        return select(IntStream.range(0, size()).filter(i -> annotator.test(annotators[i])));
    }

    /** The labels under other numbers of their annotators. */
    AnnotationRow map(IntUnaryOperator number) {
        int[] renumbered = Arrays.stream(annotators).map(number).toArray();
        return new AnnotationRow(renumbered, labels)
                .select(IntStream.range(0, size())
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> renumbered[i]))
                        .mapToInt(Integer::intValue));
    }

    private AnnotationRow select(IntStream places) {
        int[] chosen = places.toArray();
        return new AnnotationRow(
                Arrays.stream(chosen).map(i -> annotators[i]).toArray(),
                Arrays.stream(chosen).map(i -> labels[i]).toArray());
    }
}

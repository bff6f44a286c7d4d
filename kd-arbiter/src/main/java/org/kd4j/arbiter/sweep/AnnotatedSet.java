package org.kd4j.arbiter.sweep;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.batch.Batch;
import org.kd4j.data.annotations.AnnotatedItems;

/**
 * One of the sets of a sweep.
 *
 * @param items with everybody who labelled
 * @param tokens of the items' texts
 * @param known whom models know
 */
record AnnotatedSet(AnnotatedItems items, int[][] tokens, Annotators known) {

    /** What models that tell annotators apart learn from. */
    Batch individual() {
        return batch().withAnnotations(items.withAnnotators(known).annotations());
    }

    /** What a plain classifier learns from: the majority of each item that has one, as if nobody knew whose label it is. */
    Batch majorities(Majority mode) {
        OptionalInt[] labels = IntStream.range(0, items.size())
                .mapToObj(item ->
                        mode.of(items.ids().get(item), items.annotations().labels()[item]))
                .toArray(OptionalInt[]::new);
        int[] rows = IntStream.range(0, labels.length)
                .filter(item -> labels[item].isPresent())
                .toArray();
        int[][] one = Arrays.stream(rows)
                .mapToObj(item -> new int[] {labels[item].getAsInt()})
                .toArray(int[][]::new);
        int[][] nobody = new int[rows.length][];
        Arrays.setAll(nobody, row -> new int[] {Annotators.UNKNOWN});
        return batch().select(rows).withAnnotations(new Annotations(nobody, one));
    }

    /** Nobody reads the items' own labels. */
    private Batch batch() {
        return Batch.of(items.ids(), tokens, new int[items.size()]);
    }

    AnnotatorResults.Counts counts() {
        List<String> names = items.seen().names();
        Set<String> others = new HashSet<>(names);
        others.removeAll(known.names());
        return new AnnotatorResults.Counts(items.size(), items.annotations().count(), names.size(), others.size());
    }
}

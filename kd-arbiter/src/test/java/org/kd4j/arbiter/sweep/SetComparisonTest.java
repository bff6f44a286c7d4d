package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.data.annotations.AnnotatedItems;
import org.kd4j.data.records.Labels;

class SetComparisonTest {
    private static final AnnotatedItems TRAIN =
            items(List.of("a", "b", "c"), List.of("ann", "bob", "cy"), List.of("old", "young", ""));

    private static AnnotatedItems items(List<String> texts, List<String> names, List<String> ages) {
        int[][] first =
                IntStream.range(0, texts.size()).mapToObj(item -> new int[] {1}).toArray(int[][]::new);
        List<String> ids =
                IntStream.range(0, texts.size()).mapToObj(String::valueOf).toList();
        return new AnnotatedItems(
                ids,
                texts,
                new Labels(List.of("no", "yes")),
                new Annotators(names, Map.of("age", ages)),
                new Annotations(first, first));
    }

    /** Ids are the same in both, and say nothing: each file counts its own. */
    @Test
    void countsTextsThatAreInBoth() {
        AnnotatedItems dev = items(List.of("c", "d", "a", "e"), List.of("ann"), List.of("old"));
        assertThat(SetComparison.of("dev.csv", dev, "train.csv", TRAIN))
                .containsExactly("dev.csv: 2 of 4 items have a text that is in train.csv too");
    }

    /** bob has another age; cy has one only here, and dan is only here. */
    @Test
    void countsAnnotatorsWhoChanged() {
        AnnotatedItems dev =
                items(List.of("d"), List.of("bob", "ann", "cy", "dan"), List.of("old", "old", "young", "old"));
        assertThat(SetComparison.of("dev.csv", dev, "train.csv", TRAIN))
                .containsExactly("dev.csv: 1 annotators have another age than in train.csv");
    }

    @Test
    void findsNothingWhereNothingIsShared() {
        AnnotatedItems dev = items(List.of("d", "e"), List.of("dan"), List.of("old"));
        assertThat(SetComparison.of("dev.csv", dev, "train.csv", TRAIN)).isEmpty();
    }
}

package org.kd4j.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnnotationsTest {
    private static final Annotations SOME =
            new Annotations(new int[][] {{1, 3}, {}, {0, 0, 2}}, new int[][] {{1, 0}, {}, {2, 2, 1}});

    @Test
    void selectsItemsAndCountsLabels() {
        assertThat(SOME.size()).isEqualTo(3);
        assertThat(SOME.count()).isEqualTo(5);
        Annotations selected = SOME.select(2, 0);
        assertThat(selected.annotators()).isDeepEqualTo(new int[][] {{0, 0, 2}, {1, 3}});
        assertThat(selected.labels()).isDeepEqualTo(new int[][] {{2, 2, 1}, {1, 0}});
    }

    @Test
    void sharesSumToOne() {
        assertThat(SOME.distribution(2, 4)).containsExactly(0, 1.0 / 3, 2.0 / 3, 0);
        assertThatThrownBy(() -> SOME.distribution(1, 4)).hasMessageContaining("item 1: found no label");
        assertThatThrownBy(() -> SOME.distribution(2, 2)).hasMessageContaining("found the label 2, expected 0 to 1");
    }

    @Test
    void refusesAnAnnotatorTwiceAndLabelsWithoutOne() {
        assertThatThrownBy(() -> new Annotations(new int[][] {{2, 2}}, new int[][] {{1, 0}}))
                .hasMessageContaining("item 0");
        assertThatThrownBy(() -> new Annotations(new int[][] {{2, 1}}, new int[][] {{1, 0}}))
                .hasMessageContaining("ascending");
        assertThatThrownBy(() -> new Annotations(new int[][] {{1}}, new int[][] {{1, 0}}))
                .hasMessageContaining("a label each");
        assertThatThrownBy(() -> new Annotations(new int[1][], new int[2][])).hasMessageContaining("as many");
    }

    @Test
    void numbersAnnotatorsFromOne() {
        Annotators known = new Annotators(List.of("ann", "bob", "cy"), Map.of("age", List.of("old", "", "young")));
        assertThat(known.size()).isEqualTo(4);
        assertThat(known.numbers()).isEqualTo(Map.of("ann", 1, "bob", 2, "cy", 3));
        assertThat(known.name(3)).isEqualTo("cy");
        assertThat(known.name(Annotators.UNKNOWN)).isEmpty();
        assertThat(known.values("age")).containsExactly("old", "young");
        assertThat(known.value("age", 2)).isEmpty();
        assertThat(known.value("age", Annotators.UNKNOWN)).isEmpty();
        assertThatThrownBy(() -> Annotators.of(List.of("a", "a"))).hasMessageContaining("different names");
        assertThatThrownBy(() -> new Annotators(List.of("a"), Map.of("age", List.of())))
                .hasMessageContaining("annotators, age: found 0 values, expected 1");
    }
}

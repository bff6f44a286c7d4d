package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridTest {
    @Test
    void namesEveryCombinationOnceInAFixedOrder() {
        Map<String, List<Object>> axes = new LinkedHashMap<>();
        axes.put("a", List.of(1, 2, 4));
        axes.put("b", List.of(0.5, 0.9));
        Grid grid = new Grid(axes);

        assertThat(grid.points())
                .hasSize(6)
                .doesNotHaveDuplicates()
                .contains(Map.of("a", 1, "b", 0.5), Map.of("a", 4, "b", 0.9))
                .isEqualTo(grid.points());
    }

    @Test
    void keepsAxesWithEqualValuesApart() {
        Grid grid = new Grid(Map.of("a", List.of(1, 2), "b", List.of(1, 2)));

        assertThat(grid.points())
                .containsExactlyInAnyOrder(
                        Map.of("a", 1, "b", 1), Map.of("a", 1, "b", 2), Map.of("a", 2, "b", 1), Map.of("a", 2, "b", 2));
    }

    @Test
    void takesAxesWithASingleValue() {
        Map<String, List<Object>> axes = new LinkedHashMap<>();
        axes.put("a", List.of(0.5));
        axes.put("seed", List.of(3L, 4L));
        axes.put("b", List.of(8));

        assertThat(new Grid(axes).points())
                .containsExactly(Map.of("a", 0.5, "seed", 3L, "b", 8), Map.of("a", 0.5, "seed", 4L, "b", 8));
        assertThat(new Grid(Map.of("seed", List.of(7L))).points()).containsExactly(Map.of("seed", 7L));
    }
}

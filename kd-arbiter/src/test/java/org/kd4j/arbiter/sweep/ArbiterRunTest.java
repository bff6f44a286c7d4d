package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ArbiterRunTest {
    private final Grid grid = new Grid(Map.of("a", List.of(1, 2, 3)));

    @Test
    void runsEveryPointOnceAndReturns() {
        ConcurrentLinkedQueue<Integer> trained = new ConcurrentLinkedQueue<>();

        ArbiterRun.run(grid, 1, index -> {
            trained.add(index);
            return index;
        });

        assertThat(trained).containsExactly(0, 1, 2);
    }

    @Test
    void returnsWhereAPointHasTheWorstScore() {
        ConcurrentLinkedQueue<Integer> trained = new ConcurrentLinkedQueue<>();

        ArbiterRun.run(grid, 2, index -> {
            trained.add(index);
            return Double.NEGATIVE_INFINITY;
        });

        assertThat(trained).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void throwsWhatAPointThrewOnceAllHaveRun() {
        ConcurrentLinkedQueue<Integer> trained = new ConcurrentLinkedQueue<>();

        assertThatThrownBy(() -> ArbiterRun.run(grid, 1, index -> {
                    trained.add(index);
                    if (index == 0) {
                        throw new IllegalStateException("disk full");
                    }
                    return index;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
        assertThat(trained).containsExactly(0, 1, 2);
    }
}

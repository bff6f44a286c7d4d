package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @Test
    void halvesEveryEpoch() {
        Schedule schedule = new Schedule.Halving();

        assertThat(schedule.factor(0, 99, 400)).isEqualTo(1.0);
        assertThat(schedule.factor(3, 300, 400)).isEqualTo(0.125);
    }

    @Test
    void risesThenFallsLinearly() {
        Schedule schedule = new Schedule.Linear(0.1);

        assertThat(schedule.factor(0, 0, 100)).isEqualTo(0.0);
        assertThat(schedule.factor(0, 5, 100)).isEqualTo(0.5);
        assertThat(schedule.factor(0, 10, 100)).isEqualTo(1.0);
        assertThat(schedule.factor(0, 55, 100)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.factor(0, 100, 100)).isEqualTo(0.0);
    }

    @Test
    void fallsAlongACosine() {
        Schedule schedule = new Schedule.Cosine(0.0);

        assertThat(schedule.factor(0, 0, 100)).isEqualTo(1.0);
        assertThat(schedule.factor(0, 50, 100)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.factor(0, 100, 100)).isCloseTo(0.0, within(1e-12));
    }

    /** Transformers' factors over 20 steps, 3 of them rising, see optimizers.py. */
    @ParameterizedTest
    @ValueSource(strings = {"linear", "cosine", "constant"})
    void movesAsTransformersDoes(String name) throws IOException {
        Schedule schedule = switch (name) {
            case "linear" -> new Schedule.Linear(0.15);
            case "cosine" -> new Schedule.Cosine(0.15);
            default -> new Schedule.Constant(0.15);
        };
        JsonNode factors = OptimizerTest.golden().get("schedules").get(name);
        assertThat(factors).hasSize(20);
        for (int step = 0; step < 20; step++) {
            assertThat(schedule.factor(0, step, 20))
                    .as("%s, step %d", name, step)
                    .isCloseTo(factors.get(step).asDouble(), within(1e-12));
        }
    }

    @Test
    void rejectsWarmupsThatAreNoShare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule.Linear(1.5))
                .withMessageContaining("warmup");
    }
}

package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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

    @Test
    void rejectsWarmupsThatAreNoShare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule.Linear(1.5))
                .withMessageContaining("warmup");
    }
}

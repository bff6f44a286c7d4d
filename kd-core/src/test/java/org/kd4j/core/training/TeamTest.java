package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever has called may free the memory as soon as it has the answer, also a bad one. */
class TeamTest {
    private static final int WRITES = 20_000_000;

    private final AtomicInteger written = new AtomicInteger();
    private final CountDownLatch leaving = new CountDownLatch(1);

    @Test
    void waitsForTheOthersWhereItsOwnShareFails() {
        try (Team team = new Team(2)) {
            assertThatThrownBy(() -> team.run(share -> {
                        if (share == 0) {
                            leaving.countDown();
                            throw new IllegalArgumentException("share 0");
                        }
                        writeOnceTheFirstLeaves();
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("share 0");
            assertThat(written.get()).isEqualTo(WRITES);
        }
    }

    @Test
    void waitsForTheOthersWhereItIsInterrupted() {
        try (Team team = new Team(2)) {
            assertThatThrownBy(() -> team.run(share -> {
                        if (share == 0) {
                            Thread.currentThread().interrupt();
                            leaving.countDown();
                            return;
                        }
                        writeOnceTheFirstLeaves();
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(written.get()).isEqualTo(WRITES);
        }
    }

    @Test
    void waitsForTheThirdWhereTheSecondFails() {
        try (Team team = new Team(3)) {
            assertThatThrownBy(() -> team.run(share -> {
                        if (share == 1) {
                            leaving.countDown();
                            throw new IllegalArgumentException("share 1");
                        }
                        if (share == 2) {
                            writeOnceTheFirstLeaves();
                        }
                    }))
                    .hasRootCauseMessage("share 1");
            assertThat(written.get()).isEqualTo(WRITES);
        }
    }

    private void writeOnceTheFirstLeaves() {
        try {
            leaving.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < WRITES; i++) {
            written.incrementAndGet();
        }
    }
}

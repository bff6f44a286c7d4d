package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.kd4j.core.encoder.Steps.Step;

class StepsTest {

    /** Several hundred, each after up to three of those before it. */
    @Test
    void doesEveryStepOnceAndAfterThoseItWaitsFor() {
        for (int threads = 1; threads <= 4; threads++) {
            SplittableRandom random = new SplittableRandom(threads);
            Steps steps = new Steps();
            List<Step> added = new ArrayList<>();
            List<List<Integer>> after = new ArrayList<>();
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i;
                List<Integer> before = random.ints(random.nextInt(4), 0, Math.max(1, i))
                        .filter(other -> other < number)
                        .distinct()
                        .boxed()
                        .toList();
                List<Step> waitedFor = before.stream().map(added::get).toList();
                Runnable note = () -> {
                    synchronized (order) {
                        order.add(number);
                    }
                };
                after.add(before);
                added.add(
                        random.nextBoolean()
                                ? steps.add(waitedFor, worker -> note.run())
                                : steps.addBeside(waitedFor, note));
            }
            try (Workers workers = new Workers(threads, Gemms.required())) {
                steps.run(workers);
            }
            assertThat(order).as("%d threads", threads).hasSize(500).doesNotHaveDuplicates();
            for (int i = 0; i < 500; i++) {
                for (int before : after.get(i)) {
                    assertThat(order.indexOf(before)).isLessThan(order.indexOf(i));
                }
            }
        }
    }

    @Test
    void prefersStepsThatOthersWaitFor() {
        Steps steps = new Steps();
        List<String> order = new ArrayList<>();
        Step first = steps.add(List.of(), worker -> order.add("first"));
        steps.addBeside(List.of(), () -> order.add("beside"));
        steps.add(List.of(first), worker -> order.add("second"));
        try (Workers workers = new Workers(1, Gemms.required())) {
            steps.run(workers);
        }
        assertThat(order).containsExactly("first", "second", "beside");
    }

    /** Two steps that each wait until the other has begun are on two threads. */
    @Test
    void givesEachThreadItsNumber() {
        Steps steps = new Steps();
        CountDownLatch begun = new CountDownLatch(2);
        ConcurrentLinkedQueue<Integer> numbers = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 2; i++) {
            steps.add(List.of(), worker -> {
                numbers.add(worker);
                begun.countDown();
                assertThat(awaits(begun)).isTrue();
            });
        }
        try (Workers workers = new Workers(2, Gemms.required())) {
            steps.run(workers);
        }
        assertThat(numbers).containsExactlyInAnyOrder(0, 1);
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void throwsWhatAStepThrowsAndDoesNotBeginThoseThatWaitForIt() {
        for (int threads = 1; threads <= 3; threads++) {
            Steps steps = new Steps();
            AtomicBoolean began = new AtomicBoolean();
            Step broken = steps.add(List.of(), worker -> {
                throw new IllegalArgumentException("broken");
            });
            steps.add(List.of(broken), worker -> began.set(true));
            try (Workers workers = new Workers(threads, Gemms.required())) {
                assertThatThrownBy(() -> steps.run(workers))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("broken");
            }
            assertThat(began).isFalse();
        }
    }
}

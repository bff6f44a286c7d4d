package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that share a number of tasks. */
final class Workers implements AutoCloseable {

    /** One of the tasks. */
    @FunctionalInterface
    interface Task {
        /** @param worker which thread does it, 0 to threads - 1 */
        void run(int task, int worker);
    }

    private final int threads;
    private final ExecutorService executor;

    /** @param start what each thread does first */
    Workers(int threads, Runnable start) {
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(threads, body -> {
            Thread thread = new Thread(
                    () -> {
                        start.run();
                        body.run();
                    },
                    "kd4j-encoder");
            thread.setDaemon(true);
            return thread;
        });
    }

    int threads() {
        return threads;
    }

    /** Does all tasks, and returns when the last is done; throws what a task throws. */
    void run(int tasks, Task task) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, tasks); i++) {
            int worker = i;
            running.add(executor.submit(() -> {
                for (int one = next.getAndIncrement(); one < tasks; one = next.getAndIncrement()) {
                    task.run(one, worker);
                }
            }));
        }
        try {
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            running.forEach(Workers::await);
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            running.forEach(Workers::await);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Workspaces must not be used again before every thread has left them. */
    private static void await(Future<?> one) {
        while (!one.isDone()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}

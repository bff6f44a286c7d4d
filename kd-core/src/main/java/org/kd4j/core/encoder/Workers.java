package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final List<Thread> started = new CopyOnWriteArrayList<>();

    /** Threads whose products stay on them. */
    Workers(int threads, Gemm gemm) {
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(threads, body -> {
            Thread thread = new Thread(() -> confined(gemm, body), "kd4j-encoder");
            thread.setDaemon(true);
            started.add(thread);
            return thread;
        });
    }

    private static void confined(Gemm gemm, Runnable body) {
        gemm.confineToThread();
        try {
            body.run();
        } finally {
            gemm.leaveThread();
        }
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

    /** Ends the threads, none of which has a task, and waits for what they free. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = false;
        for (Thread thread : started) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

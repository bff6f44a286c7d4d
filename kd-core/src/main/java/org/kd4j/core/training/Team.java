package org.kd4j.core.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Threads that do the same at once, each on its share; the caller's is the first of them. */
final class Team implements AutoCloseable {
    private final int threads;
    private final ExecutorService others;

    Team(int threads) {
        this.threads = threads;
        this.others = threads == 1
                ? null
                : Executors.newFixedThreadPool(threads - 1, body -> {
                    Thread thread = new Thread(body, "kd4j-optimizer");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    int threads() {
        return threads;
    }

    /** Runs the body for the shares 0 to threads - 1, and comes back, also by throwing, when the last is done. */
    void run(IntConsumer body) {
        List<Future<?>> running = new ArrayList<>();
        for (int share = 1; share < threads; share++) {
            int one = share;
            running.add(others.submit(() -> body.accept(one)));
        }
        try {
            body.accept(0);
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            running.forEach(Team::await);
        }
    }

    /** The caller may free what the shares write to, however this ends. */
    private static void await(Future<?> one) {
        while (!one.isDone()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        if (others != null) {
            others.shutdown();
        }
    }
}

package org.kd4j.core.encoder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * Pieces of work of which some wait for others, so that a thread without work never waits for all the rest. Added by one
 * thread, then done by workers, once.
 */
final class Steps {
    private final Queue<Step> next = new ArrayDeque<>();
    private final Queue<Step> nextBeside = new ArrayDeque<>();
    private int open;
    private boolean failed;

    /** One of them. */
    static final class Step {
        private final IntConsumer work;
        private final boolean beside;
        private final List<Step> then = new ArrayList<>();
        private int awaited;

        private Step(IntConsumer work, boolean beside) {
            this.work = work;
            this.beside = beside;
        }
    }

    /**
     * Adds a step that is done as soon as may be.
     *
     * @param after which steps
     * @param work takes the number of the thread that does it
     */
    Step add(Collection<Step> after, IntConsumer work) {
        return add(new Step(work, false), after);
    }

    /** Adds a step for threads that would do nothing else. */
    Step addBeside(Collection<Step> after, Runnable work) {
        return add(new Step(worker -> work.run(), true), after);
    }

    private Step add(Step step, Collection<Step> after) {
        open++;
        step.awaited = after.size();
        after.forEach(one -> one.then.add(step));
        if (step.awaited == 0) {
            offer(step);
        }
        return step;
    }

    private void offer(Step step) {
        (step.beside ? nextBeside : next).add(step);
    }

    /** Does all steps; throws what one of them throws, and leaves those that have not begun. */
    void run(Workers workers) {
        workers.run(workers.threads(), (i, worker) -> work(worker));
    }

    private void work(int worker) {
        for (Step step = take(); step != null; step = take()) {
            boolean done = false;
            try {
                step.work.accept(worker);
                done = true;
            } finally {
                leave(step, done);
            }
        }
    }

    /** Null where nothing is left to do. */
    private synchronized Step take() {
        while (open > 0 && !failed) {
            Step step = next.isEmpty() ? nextBeside.poll() : next.poll();
            if (step != null) {
                return step;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return null;
    }

    private synchronized void leave(Step step, boolean done) {
        open--;
        failed |= !done;
        for (Step waiting : step.then) {
            waiting.awaited--;
            if (waiting.awaited == 0) {
                offer(waiting);
            }
        }
        notifyAll();
    }
}

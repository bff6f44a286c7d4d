package org.kd4j.arbiter.cli;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.kd4j.arbiter.sweep.Messages;
import org.kd4j.core.progress.Progress;

/** Messages and progress bars on stderr. Where that is no terminal, a bar is a plain line every few seconds. */
final class TerminalMessages implements Messages {
    private static final int WIDTH = 100;

    private final PrintWriter stderr;
    private final boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));

    TerminalMessages(PrintWriter stderr) {
        this.stderr = stderr;
    }

    @Override
    public void say(String line) {
        stderr.println(line);
    }

    @Override
    public Progress progress() {
        return terminal ? new Bar() : new Lines(stderr);
    }

    /** Drawn by the library: count, rate and time left. */
    private static final class Bar implements Progress {
        private ProgressBar bar;

        @Override
        public void started(String task, long total) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .build();
        }

        @Override
        public void advanced(long count) {
            bar.stepBy(count);
        }

        @Override
        public void finished() {
            bar.close();
        }
    }

    /** For logs: at most a line every ten seconds. */
    private static final class Lines implements Progress {
        private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

        private final PrintWriter out;
        private String task;
        private long total;
        private long done;
        private long start;
        private long lastLine;

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void started(String startedTask, long startedTotal) {
            task = startedTask;
            total = startedTotal;
            done = 0;
            start = System.nanoTime();
            lastLine = start;
        }

        @Override
        public void advanced(long count) {
            done += count;
            long now = System.nanoTime();
            if (now - lastLine >= INTERVAL) {
                lastLine = now;
                double rate = done / ((now - start) / 1e9);
                String pace = rate < 1 ? String.format("%.1f s each", 1 / rate) : String.format("%.1f/s", rate);
                if (total < 0) {
                    out.printf("%s: %,d, %s%n", task, done, pace);
                } else {
                    out.printf("%s: %,d of %,d, %s, %.0f s left%n", task, done, total, pace, (total - done) / rate);
                }
            }
        }

        @Override
        public void finished() {
            // The line after it says what came out.
        }
    }
}

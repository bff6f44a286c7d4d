package org.kd4j.arbiter.sweep;

import org.kd4j.core.progress.Progress;

/** Hears what a run says and how far it is; tests act on the part that they wait for. */
abstract class Onlooker implements Messages, Progress {
    @Override
    public void say(String line) {}

    @Override
    public Progress progress() {
        return this;
    }

    @Override
    public void started(String task, long total) {}

    @Override
    public void advanced(long count) {}

    @Override
    public void finished() {}
}

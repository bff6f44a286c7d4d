package org.kd4j.arbiter.sweep;

import org.kd4j.core.progress.Progress;

/** Where a sweep says what it is doing; never where results go. */
public interface Messages {

    /** One line for a person. */
    void say(String line);

    /** What draws the course of a long task. */
    Progress progress();

    /** To nobody. */
    static Messages silent() {
        return new Messages() {
            @Override
            public void say(String line) {}

            @Override
            public Progress progress() {
                return Progress.SILENT;
            }
        };
    }
}

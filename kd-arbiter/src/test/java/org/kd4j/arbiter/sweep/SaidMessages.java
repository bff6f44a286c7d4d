package org.kd4j.arbiter.sweep;

import java.util.List;
import org.kd4j.core.progress.Progress;

/** Messages whose lines are kept.
 *
 * @param lines receives them
 */
record SaidMessages(List<String> lines) implements Messages {
    @Override
    public void say(String line) {
        lines.add(line);
    }

    @Override
    public Progress progress() {
        return Progress.SILENT;
    }
}

package org.kd4j.core.training;

import java.nio.file.Path;

/**
 * Where a training keeps its state, at the end of each epoch and now and then between. A training that finds one there
 * continues it: whatever happened to the process, the final parameters are those of a training that was never
 * interrupted, to the bit, on the same machine.
 *
 * @param folder of this training alone; made if it is missing
 * @param everySteps how many optimizer steps lie between two states; 0 for the ends of epochs only
 * @param configuration whatever else the result depends on, as text; a state of another one is refused
 */
public record Checkpoints(Path folder, long everySteps, String configuration) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Checkpoints {
        if (everySteps < 0) {
            throw new IllegalArgumentException("everySteps: found " + everySteps + ", expected at least 0");
        }
    }
}

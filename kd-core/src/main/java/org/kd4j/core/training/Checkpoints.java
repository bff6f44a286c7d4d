package org.kd4j.core.training;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a training keeps its state, at the end of each epoch and now and then between. A training that finds one there
 * continues it: whatever happened to the process, the final parameters are those of a training that was never
 * interrupted, to the bit, on the same machine.
 *
 * @param folder of this training alone; made if it is missing
 * @param everySteps how many optimizer steps lie between two states; 0 for the ends of epochs only
 * @param apart a state is left out where the last one, or the start, is younger; what it costs does not depend on how
 *     short the epochs are then. 0 for none left out
 * @param configuration whatever else the result depends on, as text; a state of another one is refused
 */
public record Checkpoints(Path folder, long everySteps, Duration apart, String configuration) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Checkpoints {
        if (everySteps < 0) {
            throw new IllegalArgumentException("everySteps: found " + everySteps + ", expected at least 0");
        }
        if (apart.isNegative()) {
            throw new IllegalArgumentException("apart: found " + apart + ", expected at least 0");
        }
    }

    /** Whether a training's folder has a state to go on from. */
    public static boolean exist(Path folder) {
        return StateFolder.isIn(folder);
    }

    /** Deletes a training's folder with all that is in it, once its student is somewhere safe. */
    public static void delete(Path folder) {
        new StateFolder(folder, "").deleteAll();
    }
}

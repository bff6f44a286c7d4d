package org.kd4j.core.training;

import java.util.function.ToDoubleFunction;
import org.kd4j.core.batch.Student;

/**
 * What a training is judged by; the student that is best by it is the one that the training leaves.
 *
 * @param metric of a student, usually on dev; it must not change the student
 * @param everySteps how many optimizer steps lie between evaluations; 0 for one at the end of each epoch
 * @param stopping when to end
 */
public record Validation(ToDoubleFunction<Student> metric, long everySteps, EarlyStopping stopping) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Validation {
        if (everySteps < 0) {
            throw new IllegalArgumentException("everySteps: found " + everySteps + ", expected at least 0");
        }
    }

    /** At the end of each epoch. */
    public static Validation eachEpoch(ToDoubleFunction<Student> metric, EarlyStopping stopping) {
        return new Validation(metric, 0, stopping);
    }
}

package org.kd4j.core.batch;

import java.util.List;

/**
 * A frozen classifier whose vectors are logits, one a class, in the order of {@link #labels()}; one with several answers has
 * those of one behind those of another.
 */
public interface Teacher extends TextFunction {

    /** Names of the classes, in the order of the logits; at least two, all different. */
    List<String> labels();

    @Override
    default int width() {
        return labels().size();
    }
}

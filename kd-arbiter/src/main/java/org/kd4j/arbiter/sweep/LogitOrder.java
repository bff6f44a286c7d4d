package org.kd4j.arbiter.sweep;

import java.util.List;
import java.util.Set;
import org.kd4j.arbiter.config.TeacherConfig;

/**
 * In which order a classifier's logits name the classes of the data.
 *
 * @param labels the classes of the data, in their order
 */
record LogitOrder(TeacherConfig config, List<String> labels, Messages messages) {

    /**
     * What the configuration says, or else the model itself, or else the order of the data.
     *
     * @param own labels that were imported with the model; often none
     * @return the classes of the data
     */
    List<String> of(List<String> own) {
        if (!config.labels().isEmpty()) {
            return config.labels();
        }
        if (Set.copyOf(own).equals(Set.copyOf(labels))) {
            return own;
        }
        if (!own.isEmpty()) {
            messages.say(
                    "The teacher's labels " + own + " are not those of the data: its logits are taken in the order "
                            + labels + ". Set teacher.labels for another.");
        }
        return labels;
    }
}

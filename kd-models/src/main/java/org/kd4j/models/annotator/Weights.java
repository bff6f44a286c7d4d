package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;

/** Hands out places among flat parameters, and sets the weights there to what they begin with. */
final class Weights {
    private final String prefix;
    private final List<ParameterPart> parts = new ArrayList<>();
    private final List<Double> deviations = new ArrayList<>();
    private int end;

    /**
     * @param prefix of the names
     * @param offset of the first number
     */
    Weights(String prefix, int offset) {
        this.prefix = prefix;
        this.end = offset;
    }

    /** @param deviation standard deviation of the first values, normal around 0 */
    ParameterPart add(String name, Kind kind, double deviation, Integer... shape) {
        ParameterPart part = new ParameterPart(prefix + name, end, List.of(shape), kind);
        parts.add(part);
        deviations.add(deviation);
        end = Math.addExact(end, part.length());
        return part;
    }

    List<ParameterPart> parts() {
        return List.copyOf(parts);
    }

    int length() {
        return parts.stream().mapToInt(ParameterPart::length).sum();
    }

    void initialise(FloatBuffer parameters, SplittableRandom random) {
        for (int i = 0; i < parts.size(); i++) {
            ParameterPart part = parts.get(i);
            for (int n = 0; n < part.length(); n++) {
                double value = deviations.get(i) == 0 ? 0 : deviations.get(i) * random.nextGaussian();
                parameters.put(part.offset() + n, (float) value);
            }
        }
    }
}

package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;

/** A row of numbers for each of many. */
final class Table {
    private final ParameterPart part;

    private Table(ParameterPart part) {
        this.part = part;
    }

    static Table of(Weights weights, String name, double deviation, int rows, int width) {
        return new Table(weights.add(name, Kind.EMBEDDING, deviation, rows, width));
    }

    /** @return [numbers, width] */
    Applied gather(FloatBuffer parameters, FloatBuffer gradient, int[] numbers) {
        int width = part.width();
        float[] rows = new float[numbers.length * width];
        for (int i = 0; i < numbers.length; i++) {
            parameters.get(part.offset() + numbers[i] * width, rows, i * width, width);
        }
        return new Applied(rows, dy -> {
            for (int i = 0; i < numbers.length; i++) {
                Linear.addTo(
                        gradient,
                        part.offset() + numbers[i] * width,
                        Arrays.copyOfRange(dy, i * width, (i + 1) * width));
            }
            return new float[0];
        });
    }
}

package org.kd4j.models.onnx;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whether a gradient is that of a function, in double, by central differences: along the gradient itself, where a wrong
 * scale shows, and along random directions, in which every error has a part, however many numbers there are.
 *
 * <p>The numbers of a random direction are standard normal, so that an error e shows in it as a normal number of standard
 * deviation |e|. Let |e| be r times the gradient's length: then it is missed with a probability of at most (0.8 · 1e-4 /
 * r)², 7e-5 for an error of a hundredth, 7e-7 for one of a tenth. Slopes below 1e-7 are not told from 0.
 */
final class SlopeCheck {
    /** A function with kinks differs at the large ones, as rounding does at the small ones; a wrong gradient at all. */
    private static final double[] STEPS = {1e-5, 1e-7, 1e-9};

    /** Relative to the gradient's length. */
    private static final double TOLERANCE = 1e-4;

    private static final double LEAST = 1e-7;
    private static final int DIRECTIONS = 2;

    private final INDArray values;
    private final DoubleSupplier function;

    /**
     * @param values of type DOUBLE, moved and put back
     * @param function of the values as they are
     */
    SlopeCheck(INDArray values, DoubleSupplier function) {
        this.values = values;
        this.function = function;
    }

    /** @param gradient as large as the values; null stands for 0 */
    boolean agrees(INDArray gradient, SplittableRandom random) {
        double length = gradient == null ? 0 : gradient.norm2Number().doubleValue();
        if (!Double.isFinite(length)) {
            return false;
        }
        double most = TOLERANCE * length + LEAST;
        if (length > 0) {
            try (INDArray own = gradient.div(length)) {
                if (!isSlope(own, length, most)) {
                    return false;
                }
            }
        }
        for (int i = 0; i < DIRECTIONS; i++) {
            try (INDArray direction = normal(random)) {
                double slope = length == 0 ? 0 : sumOfProducts(gradient, direction);
                if (!isSlope(direction, slope, most)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static double sumOfProducts(INDArray gradient, INDArray direction) {
        try (INDArray products = gradient.mul(direction)) {
            return products.sumNumber().doubleValue();
        }
    }

    private boolean isSlope(INDArray direction, double slope, double most) {
        for (double step : STEPS) {
            double difference = (along(direction, step) - along(direction, -step)) / (2 * step);
            if (Math.abs(slope - difference) <= most) {
                return true;
            }
        }
        return false;
    }

    private double along(INDArray direction, double step) {
        try (INDArray before = values.dup();
                INDArray way = direction.mul(step)) {
            values.addi(way);
            try {
                return function.getAsDouble();
            } finally {
                values.assign(before);
            }
        }
    }

    private INDArray normal(SplittableRandom random) {
        double[] numbers = new double[Math.toIntExact(values.length())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextGaussian();
        }
        return Nd4j.create(numbers, values.shape(), 'c');
    }
}

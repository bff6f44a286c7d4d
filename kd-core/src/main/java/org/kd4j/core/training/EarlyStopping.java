package org.kd4j.core.training;

/**
 * When a training that no longer gets better ends.
 *
 * @param patience it ends at this many evaluations in a row without a better one, ≥ 1
 * @param minDelta by how much a value has to be better than the best to count, ≥ 0
 * @param direction which values are better
 */
public record EarlyStopping(int patience, double minDelta, Direction direction) {

    /** Which of two values of a metric is better. */
    public enum Direction {
        LARGER,
        SMALLER
    }

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("patience: found " + patience + ", expected at least 1");
        }
        if (!(minDelta >= 0) || Double.isInfinite(minDelta)) {
            throw new IllegalArgumentException("minDelta: found " + minDelta + ", expected a number ≥ 0");
        }
    }

    /** Never ends a training, but keeps its best student: the one of the largest values. */
    public static EarlyStopping never() {
        return new EarlyStopping(Integer.MAX_VALUE, 0, Direction.LARGER);
    }

    /** Whether a value counts as better; NaN never does, and anything else is better than NaN. */
    boolean improves(double value, double best) {
        if (Double.isNaN(value) || Double.isNaN(best)) {
            return !Double.isNaN(value);
        }
        return direction == Direction.LARGER ? value > best + minDelta : value < best - minDelta;
    }
}

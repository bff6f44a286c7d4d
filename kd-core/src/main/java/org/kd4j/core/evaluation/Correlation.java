package org.kd4j.core.evaluation;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** How two numbers of the same things go together. */
final class Correlation {
    private Correlation() {}

    /** Pearson's, -1 … 1; undefined where one of the numbers is the same for all. */
    static OptionalDouble pearson(double[] x, double[] y) {
        double meanX = DoubleStream.of(x).average().orElse(0);
        double meanY = DoubleStream.of(y).average().orElse(0);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        return xx == 0 || yy == 0 ? OptionalDouble.empty() : OptionalDouble.of(xy / Math.sqrt(xx * yy));
    }
}

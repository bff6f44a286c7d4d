package org.kd4j.models.teacher;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimizes a smooth convex function by limited-memory BFGS with a backtracking line search.
 *
 * <p>Nocedal, Wright: Numerical Optimization, 2nd edition, algorithms 7.4, 7.5 and 3.1.
 *
 * @param tolerance converged where no partial derivative is larger in size, > 0
 * @param maxIterations the most steps, ≥ 1
 */
record Lbfgs(double tolerance, int maxIterations) {
    private static final int MEMORY = 10;
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final int MAX_HALVINGS = 40;

    /** A function with its gradient. */
    @FunctionalInterface
    interface Function {
        /**
         * @param x the point
         * @param gradient overwritten with the gradient there
         * @return the value there
         */
        double at(double[] x, double[] gradient);
    }

    /** A step of the past: how far x went and how the gradient changed along. */
    private record Step(double[] x, double[] gradient, double curvature) {}

    /** The minimum found from this start; stops early where rounding allows no further descent. */
    double[] minimize(Function function, double[] start) {
        double[] x = start.clone();
        double[] gradient = new double[x.length];
        double value = function.at(x, gradient);
        Deque<Step> past = new ArrayDeque<>();
        for (int i = 0; i < maxIterations && largest(gradient) > tolerance; i++) {
            double[] direction = direction(gradient, past);
            double slope = dot(direction, gradient);
            double length = past.isEmpty() ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
            double[] next = new double[x.length];
            double[] nextGradient = new double[x.length];
            double nextValue = Double.POSITIVE_INFINITY;
            for (int halving = 0; halving < MAX_HALVINGS; halving++) {
                for (int k = 0; k < x.length; k++) {
                    next[k] = x[k] + length * direction[k];
                }
                nextValue = function.at(next, nextGradient);
                if (nextValue <= value + SUFFICIENT_DECREASE * length * slope) {
                    break;
                }
                length /= 2;
            }
            if (!(nextValue < value)) {
                if (past.isEmpty()) {
                    return x;
                }
                // Perhaps the memory misleads: once more along the gradient itself.
                past.clear();
                continue;
            }
            remember(past, difference(next, x), difference(nextGradient, gradient));
            x = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return x;
    }

    private static void remember(Deque<Step> past, double[] moved, double[] changed) {
        double curvature = dot(moved, changed);
        if (curvature > 0) {
            past.addLast(new Step(moved, changed, curvature));
            if (past.size() > MEMORY) {
                past.removeFirst();
            }
        }
    }

    /** The two-loop recursion: minus the inverse Hessian, as the past steps show it, times the gradient. */
    private static double[] direction(double[] gradient, Deque<Step> past) {
        double[] q = gradient.clone();
        double[] share = new double[past.size()];
        int i = past.size();
        for (Iterator<Step> steps = past.descendingIterator(); steps.hasNext(); ) {
            Step step = steps.next();
            share[--i] = dot(step.x, q) / step.curvature;
            addScaled(q, -share[i], step.gradient);
        }
        if (!past.isEmpty()) {
            Step last = past.getLast();
            double scale = last.curvature / dot(last.gradient, last.gradient);
            Arrays.setAll(q, k -> q[k] * scale);
        }
        for (Step step : past) {
            addScaled(q, share[i++] - dot(step.gradient, q) / step.curvature, step.x);
        }
        Arrays.setAll(q, k -> -q[k]);
        return q;
    }

    private static void addScaled(double[] target, double scale, double[] added) {
        for (int k = 0; k < target.length; k++) {
            target[k] += scale * added[k];
        }
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = a.clone();
        addScaled(difference, -1, b);
        return difference;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }
}

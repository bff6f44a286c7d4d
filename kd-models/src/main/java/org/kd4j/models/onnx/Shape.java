package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The sizes of a tensor's axes, each a polynomial over the input dimensions. Axes are counted from 0. */
record Shape(List<Dim> dims) {
    static final Shape SCALAR = new Shape(List.of());

    /** Axes of the largest array of ND4J. */
    private static final int MOST_AXES = 32;

    /** Throws {@link Untranslatable} if there are more axes than 32. */
    Shape {
        dims = List.copyOf(dims);
        if (dims.size() > MOST_AXES) {
            throw new Untranslatable(dims.size() + " axes, more than " + MOST_AXES);
        }
    }

    static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    static Shape of(long... sizes) {
        return new Shape(Arrays.stream(sizes).mapToObj(Dim::of).toList());
    }

    int rank() {
        return dims.size();
    }

    Dim dim(int axis) {
        return dims.get(axis);
    }

    /** The size of the last axis. */
    Dim last() {
        return dims.get(rank() - 1);
    }

    /** Number of elements. */
    Dim elements() {
        return dims.stream().reduce(Dim.ONE, Dim::times);
    }

    boolean isConstant() {
        return dims.stream().allMatch(Dim::isConstant);
    }

    /** The sizes as numbers; throws {@link Untranslatable} where one depends on the inputs. */
    long[] toArray() {
        return dims.stream().mapToLong(Dim::value).toArray();
    }

    /** The sizes as numbers, -1 for those that depend on the inputs. */
    long[] toArrayWithUnknowns() {
        return dims.stream()
                .mapToLong(dim -> dim.isConstant() ? dim.value() : -1)
                .toArray();
    }

    Shape with(int axis, Dim size) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.set(axis, size);
        return new Shape(changed);
    }

    Shape insert(int axis, Dim size) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.add(axis, size);
        return new Shape(changed);
    }

    Shape remove(int axis) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.remove(axis);
        return new Shape(changed);
    }

    /** Axes from (inclusive) to (exclusive). */
    Shape part(int from, int to) {
        return new Shape(dims.subList(from, to));
    }

    Shape concat(Shape other) {
        List<Dim> joined = new ArrayList<>(dims);
        joined.addAll(other.dims);
        return new Shape(joined);
    }

    Shape permute(int... axes) {
        return new Shape(Arrays.stream(axes).mapToObj(dims::get).toList());
    }

    /**
     * The common shape by the rules of ONNX (and NumPy): axes are aligned at the last, size 1 stretches.
     *
     * @throws Untranslatable if two sizes differ and neither is 1; sizes that depend on the inputs differ unless they
     *     are the same polynomial
     */
    Shape broadcast(Shape other) {
        int rank = Math.max(rank(), other.rank());
        List<Dim> common = new ArrayList<>(rank);
        for (int axis = 0; axis < rank; axis++) {
            Dim a = aligned(axis, rank);
            Dim b = other.aligned(axis, rank);
            if (!a.equals(b) && !a.is(1) && !b.is(1)) {
                throw new Untranslatable("shapes " + this + " and " + other + " cannot be broadcast");
            }
            common.add(a.is(1) ? b : a);
        }
        return new Shape(common);
    }

    private Dim aligned(int axis, int rank) {
        int own = axis - (rank - rank());
        return own < 0 ? Dim.ONE : dims.get(own);
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}

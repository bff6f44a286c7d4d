package org.kd4j.models.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What a name in an ONNX graph stands for. Booleans are stored as floats 0 and 1, because few operations of M2.1 are
 * right on booleans; {@link #type()} still says BOOL.
 */
sealed interface Value {

    /** The ONNX element type: FLOAT, DOUBLE, INT32, INT64 or BOOL. */
    DataType type();

    Shape shape();

    /** The elements, where they are integers known by polynomials: of sizes, or of a constant of rank 0 or 1. */
    Optional<List<Dim>> integers();

    default int rank() {
        return shape().rank();
    }

    /** The type in which values of this type are stored. */
    static DataType stored(DataType type) {
        return type == DataType.BOOL || ElementType.isHalf(type) ? DataType.FLOAT : type;
    }

    /** Integers of a vector, or of a scalar: a constant if all are known, else sizes. */
    static Value of(List<Dim> integers, boolean scalar, DataType type) {
        if (!integers.stream().allMatch(Dim::isConstant)) {
            return new Sizes(integers, scalar, type);
        }
        long[] elements = integers.stream().mapToLong(Dim::value).toArray();
        INDArray array = scalar ? Nd4j.scalar(elements[0]) : Nd4j.createFromArray(elements);
        return new Constant("", array.castTo(stored(type)), type);
    }

    /**
     * A value that no input changes.
     *
     * @param name the name of its initializer; empty where it has none
     */
    record Constant(String name, INDArray array, DataType type) implements Value {
        private static final int LONGEST_SHAPE = 64;

        /**
         * The largest magnitude of a constant that is no integer. Exporters write the mask of attention as -3.4e38 or
         * -infinity, on whole rows of which the softmax of M2.1 is NaN; exp(-1e30) is 0 just as well.
         */
        static final double LARGEST = 1e30;

        /** Brings what is larger than 1e30 down to it, NaN excepted. */
        public Constant {
            if (type.isFPType() && !array.isEmpty() && array.amaxNumber().doubleValue() > LARGEST) {
                array = Transforms.min(Transforms.max(array, -LARGEST, true), LARGEST, true);
            }
        }

        @Override
        public Shape shape() {
            return Shape.of(array.shape());
        }

        @Override
        public Optional<List<Dim>> integers() {
            if (type == DataType.BOOL || array.rank() > 1 || array.length() > LONGEST_SHAPE) {
                return Optional.empty();
            }
            if (array.isEmpty()) {
                return Optional.of(List.of());
            }
            double[] elements = array.castTo(DataType.DOUBLE).data().asDouble();
            if (Arrays.stream(elements).anyMatch(x -> x != Math.rint(x) || Double.isInfinite(x))) {
                return Optional.empty();
            }
            return Optional.of(LongStream.range(0, array.length())
                    .map(array::getLong)
                    .mapToObj(Dim::of)
                    .toList());
        }
    }

    /**
     * Integers of which some depend on the sizes of the inputs: what becomes of a Shape node.
     *
     * @param scalar whether it is one integer of rank 0 instead of a vector
     */
    record Sizes(List<Dim> dims, boolean scalar, DataType type) implements Value {
        @Override
        public Shape shape() {
            return scalar ? Shape.SCALAR : Shape.of(dims.size());
        }

        @Override
        public Optional<List<Dim>> integers() {
            return Optional.of(dims);
        }
    }

    /**
     * A value that the graph computes.
     *
     * @param layout whether the variable has the value's own shape
     */
    record Tensor(SDVariable variable, Layout layout, Shape shape, DataType type) implements Value {
        @Override
        public Optional<List<Dim>> integers() {
            return Optional.empty();
        }
    }

    /** How a tensor lies in its variable. */
    enum Layout {
        /** With all its axes. */
        FULL,
        /** As a matrix, all axes but the last joined: what linear layers and normalisation work on. */
        ROWS
    }
}

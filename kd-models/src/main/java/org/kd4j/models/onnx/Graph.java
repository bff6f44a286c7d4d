package org.kd4j.models.onnx;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.kd4j.models.onnx.Value.Constant;
import org.kd4j.models.onnx.Value.Layout;
import org.kd4j.models.onnx.Value.Sizes;
import org.kd4j.models.onnx.Value.Tensor;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** A SameDiff graph under construction: turns values into its variables, each of them once. */
final class Graph {
    /** Elements of the largest value of known shape that nodes may make; 1 GiB in double. */
    private static final long MOST_ELEMENTS = 1L << 27;

    /** The same of a value whose size depends on the inputs, when these are one token; 8 MiB in float. */
    private static final long MOST_ELEMENTS_OF_A_TOKEN = 1L << 21;

    private final SameDiff sameDiff = create();
    private final Map<Value, SDVariable> full = new IdentityHashMap<>();
    private final Map<Value, SDVariable> rows = new IdentityHashMap<>();
    private final Map<Constant, Constant> transposes = new IdentityHashMap<>();
    private final Map<Dim, SDVariable> sizes = new HashMap<>();
    private final Map<List<Dim>, SDVariable> sizeVectors = new HashMap<>();
    private final Map<String, SDVariable> averagingVectors = new HashMap<>();
    private final Set<Bound> bounds = new LinkedHashSet<>();
    private final Map<String, Long> vocabularies = new LinkedHashMap<>();
    private final Map<String, Long> computedIndices = new LinkedHashMap<>();
    private final Map<String, String> inputsBehind = new HashMap<>();

    /** The holders of arrays that SameDiff starts with keep a second copy of each, for other devices. */
    private static SameDiff create() {
        SameDiff sameDiff = SameDiff.create();
        sameDiff.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        return sameDiff;
    }

    SameDiff sameDiff() {
        return sameDiff;
    }

    /** What must hold of the sizes of the inputs. */
    Set<Bound> bounds() {
        return bounds;
    }

    /** Of inputs that index the rows of a table: the number of rows of the smallest. */
    Map<String, Long> vocabularies() {
        return vocabularies;
    }

    /** The same of variables that the graph computes, such as the positions of RoBERTa. */
    Map<String, Long> computedIndices() {
        return computedIndices;
    }

    Tensor input(OnnxModel.Input input) {
        SDVariable variable = sameDiff.placeHolder(
                input.name(), Value.stored(input.type()), input.shape().toArrayWithUnknowns());
        for (int axis = 0; axis < input.shape().rank(); axis++) {
            Dim dim = input.shape().dim(axis);
            if (!dim.isConstant()) {
                int at = axis;
                sizes.computeIfAbsent(dim, key -> sameDiff.sizeAt(variable, at));
            }
        }
        return new Tensor(variable, Layout.FULL, input.shape(), input.type());
    }

    /** A constant of the model as a variable that can have a gradient; the array is the graph's from now on. */
    Tensor parameter(String name, Constant constant) {
        return tensor(sameDiff.var(name, constant.array()), constant.shape(), constant.type());
    }

    /** A value whose variable has all its axes. */
    Tensor tensor(SDVariable variable, Shape shape, DataType type) {
        return new Tensor(variable, Layout.FULL, shape, type);
    }

    /** A value whose variable is the matrix of its rows; see {@link Layout#ROWS}. */
    Tensor rowsTensor(SDVariable variable, Shape shape, DataType type) {
        return new Tensor(variable, shape.rank() == 2 ? Layout.FULL : Layout.ROWS, shape, type);
    }

    /** The value as a variable with all its axes. */
    SDVariable full(Value value) {
        return once(full, value, () -> {
            if (value instanceof Constant constant) {
                return constant(constant);
            }
            if (value instanceof Sizes integers) {
                SDVariable longs = integers.scalar() ? size(integers.dims().get(0)) : sizes(integers.dims());
                return cast(longs, DataType.INT64, integers.type());
            }
            Tensor tensor = (Tensor) value;
            return tensor.layout() == Layout.FULL ? tensor.variable() : reshape(tensor.variable(), tensor.shape());
        });
    }

    /** The value of rank 2 or more as the matrix of its rows; the size of its last axis must be known. */
    SDVariable rows(Value value) {
        return once(rows, value, () -> {
            if (value instanceof Tensor tensor && tensor.layout() == Layout.ROWS) {
                return tensor.variable();
            }
            SDVariable all = full(value);
            return value.rank() == 2
                    ? all
                    : sameDiff.reshape(all, -1, value.shape().last().value());
        });
    }

    /** The value's elements in order, in whatever layout they are at hand; good for a reshape only. */
    SDVariable anyLayout(Value value) {
        return value instanceof Tensor tensor ? tensor.variable() : full(value);
    }

    private static SDVariable once(Map<Value, SDVariable> made, Value value, Supplier<SDVariable> make) {
        SDVariable variable = made.get(value);
        if (variable == null) {
            variable = make.get();
            made.put(value, variable);
        }
        return variable;
    }

    private SDVariable constant(Constant constant) {
        boolean named = !constant.name().isEmpty() && !sameDiff.hasVariable(constant.name());
        return named ? sameDiff.constant(constant.name(), constant.array()) : sameDiff.constant(constant.array());
    }

    /** The transpose of a constant matrix, made once. */
    Constant transposed(Constant matrix) {
        return transposes.computeIfAbsent(
                matrix, key -> new Constant(key.name(), key.array().transpose().dup('c'), key.type()));
    }

    SDVariable cast(SDVariable variable, DataType from, DataType to) {
        return Value.stored(from) == Value.stored(to) ? variable : variable.castTo(Value.stored(to));
    }

    /** A size as an INT64 scalar of the graph. */
    SDVariable size(Dim dim) {
        SDVariable known = sizes.get(dim);
        if (known != null) {
            return known;
        }
        SDVariable sum = sameDiff.constant(0L);
        for (Map.Entry<List<String>, Long> term : dim.terms().entrySet()) {
            SDVariable product = sameDiff.constant((long) term.getValue());
            for (String name : term.getKey()) {
                product = product.mul(sizes.get(Dim.named(name)));
            }
            sum = sum.add(product);
        }
        sizes.put(dim, sum);
        return sum;
    }

    /** Sizes as an INT64 vector of the graph. */
    SDVariable sizes(List<Dim> dims) {
        SDVariable known = sizeVectors.get(dims);
        if (known != null) {
            return known;
        }
        Shape shape = new Shape(dims);
        SDVariable vector = shape.isConstant()
                ? sameDiff.constant(Nd4j.createFromArray(shape.toArray()))
                : sameDiff.stack(0, dims.stream().map(this::size).toArray(SDVariable[]::new));
        sizeVectors.put(dims, vector);
        return vector;
    }

    /** The vector [width, 1] a product with which is the mean over rows of this width. */
    SDVariable averaging(long width, DataType type) {
        return averagingVectors.computeIfAbsent(
                type + " " + width,
                key -> sameDiff.constant(Nd4j.valueArrayOf(new long[] {width, 1}, 1.0 / width, Value.stored(type))));
    }

    /** A static reshape where at most one size is unknown, which is both faster and open to gradients. */
    SDVariable reshape(SDVariable variable, Shape to) {
        long unknown = to.dims().stream().filter(dim -> !dim.isConstant()).count();
        SDVariable reshaped = unknown <= 1
                ? sameDiff.reshape(variable, to.toArrayWithUnknowns())
                : sameDiff.reshape(variable, sizes(to.dims()));
        sameElements(variable, reshaped);
        return reshaped;
    }

    /** One number in every element, in the type in which values of {@code type} are stored. */
    SDVariable filled(Shape shape, DataType type, double number) {
        requireModest(shape);
        if (shape.isConstant()) {
            return sameDiff.constant(Nd4j.valueArrayOf(shape.toArray(), number, Value.stored(type)));
        }
        return sameDiff.fill(sizes(shape.dims()), Value.stored(type), number);
    }

    /**
     * Refuses to make values too large for any text model: a few bytes of a file can ask for any number of elements.
     *
     * @throws Untranslatable if the shape is known and has more than 2^27 elements, or is not and has more than 2^21
     *     where all sizes of the inputs are 1
     */
    static void requireModest(Shape shape) {
        Dim elements = shape.elements();
        long least = elements.terms().values().stream().reduce(0L, Math::addExact);
        long most = elements.isConstant() ? MOST_ELEMENTS : MOST_ELEMENTS_OF_A_TOKEN;
        if (least > most) {
            throw new Untranslatable("a result of " + elements + " elements, more than " + most
                    + (elements.isConstant() ? "" : " for one token"));
        }
    }

    /** Notes that a variable holds the integers of another, perhaps of another type or arranged in another way. */
    void sameElements(SDVariable of, SDVariable in) {
        String input = of.isPlaceHolder() ? of.name() : inputsBehind.get(of.name());
        if (input != null) {
            inputsBehind.put(in.name(), input);
        }
    }

    /**
     * Notes that the translation relies on {@code low <= high}.
     *
     * @throws Untranslatable if it is known to be wrong
     */
    void require(Dim low, Dim high) {
        Dim room = high.minus(low);
        if (room.isNegative()) {
            throw new Untranslatable("needs " + low + " <= " + high);
        }
        if (!room.isConstant()) {
            bounds.add(new Bound(low, high));
        }
    }

    /**
     * Notes that the elements of this value, of which negative ones count from the end, index an axis of this size;
     * gather of M2.1 reads past its end.
     *
     * @throws Untranslatable if they are known to be wrong, or known neither now nor to a check before each run
     */
    void requireIndex(Value indices, Dim size) {
        if (indices instanceof Tensor tensor) {
            if (!size.isConstant()) {
                throw new Untranslatable("indices that the model computes, of an axis of the open size " + size);
            }
            String name = tensor.variable().name();
            String input = tensor.variable().isPlaceHolder() ? name : inputsBehind.get(name);
            if (input == null) {
                computedIndices.merge(name, size.value(), Math::min);
            } else {
                vocabularies.merge(input, size.value(), Math::min);
            }
            return;
        }
        for (Dim index : indices.integers().orElseGet(() -> extremes((Constant) indices))) {
            Dim counted = index.isNegative() ? index.plus(size) : index;
            if (counted.isNegative() || size.minus(counted).minus(Dim.ONE).isNegative()) {
                throw new Untranslatable("index " + index + " of " + size + " rows");
            }
            require(Dim.ZERO, counted);
            require(counted.plus(Dim.ONE), size);
        }
    }

    private static List<Dim> extremes(Constant indices) {
        if (indices.array().isEmpty()) {
            return List.of();
        }
        return List.of(
                Dim.of(indices.array().minNumber().longValue()),
                Dim.of(indices.array().maxNumber().longValue()));
    }
}

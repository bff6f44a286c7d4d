package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.kd4j.models.onnx.Value.Constant;
import org.kd4j.models.onnx.Value.Sizes;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Operators on {@link Sizes}, reckoned while translating. Exporters spell the target of a reshape as a dozen nodes
 * (Shape, Gather, Unsqueeze, Concat, …), none of which reaches the graph this way.
 */
final class SizeOperators {

    /** Empty where the result is no list of polynomials; then the graph computes it. */
    @FunctionalInterface
    private interface SizeOperator {
        Optional<Value> apply(Call call);
    }

    private static final Map<String, SizeOperator> OPERATORS = Map.ofEntries(
            entry("Cast", SizeOperators::cast),
            entry("Squeeze", call -> arranged(call, true)),
            entry("Unsqueeze", call -> arranged(call, false)),
            entry("Reshape", SizeOperators::reshape),
            entry("Concat", SizeOperators::concat),
            entry("Gather", SizeOperators::gather),
            entry("Slice", SizeOperators::slice),
            entry("Add", arithmetic((a, b) -> Optional.of(a.plus(b)))),
            entry("Sub", arithmetic((a, b) -> Optional.of(a.minus(b)))),
            entry("Mul", arithmetic((a, b) -> Optional.of(a.times(b)))),
            entry("Div", SizeOperators::quotient),
            entry("Mod", SizeOperators::rest),
            entry("Neg", SizeOperators::negative),
            entry("Min", arithmetic((a, b) -> smaller(a, b))),
            entry("Max", arithmetic((a, b) -> smaller(a, b).map(small -> small.equals(a) ? b : a))),
            entry("ReduceProd", SizeOperators::product),
            entry("Equal", SizeOperators::equal),
            entry("Where", SizeOperators::where));

    private SizeOperators() {}

    /** The node's result, if one of its inputs is sizes and the result is known by polynomials too. */
    static Optional<Value> apply(Call call) {
        SizeOperator operator = OPERATORS.get(call.node().operator());
        boolean onSizes = call.inputs().stream().anyMatch(Sizes.class::isInstance);
        return operator == null || !onSizes ? Optional.empty() : operator.apply(call);
    }

    private static Optional<Value> cast(Call call) {
        Value x = call.in(0);
        return ElementType.of((int) call.node().integer("to", 0))
                .filter(type -> type != DataType.BOOL)
                .flatMap(type -> x.integers().map(list -> Value.of(list, x.rank() == 0, type)));
    }

    /** A scalar becomes a vector of one element, or the other way round. */
    private static Optional<Value> arranged(Call call, boolean scalar) {
        Value x = call.in(0);
        boolean oneAxis = call.integers("axes", 1).map(axes -> axes.length == 1).orElse(scalar);
        return x.integers()
                .filter(list -> oneAxis && list.size() == 1 && (x.rank() == 0) != scalar)
                .map(list -> Value.of(list, scalar, x.type()));
    }

    private static Optional<Value> reshape(Call call) {
        Value x = call.in(0);
        int rank = call.dims(1).size();
        return x.integers()
                .filter(list -> rank == 1 || rank == 0 && list.size() == 1)
                .map(list -> Value.of(list, rank == 0, x.type()));
    }

    private static Optional<Value> concat(Call call) {
        List<Dim> joined = new ArrayList<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            Optional<List<Dim>> elements = call.in(i).integers();
            if (elements.isEmpty()) {
                return Optional.empty();
            }
            joined.addAll(elements.get());
        }
        return Optional.of(Value.of(joined, false, call.in(0).type()));
    }

    private static Optional<Value> gather(Call call) {
        if (!(call.in(0) instanceof Sizes sizes) || !(call.in(1) instanceof Constant indices)) {
            return Optional.empty();
        }
        int length = sizes.dims().size();
        return indices.integers()
                .map(list -> list.stream()
                        .map(index -> sizes.dims().get(Call.axis(index.value(), length)))
                        .toList())
                .map(picked -> Value.of(picked, indices.rank() == 0, sizes.type()));
    }

    private static Optional<Value> slice(Call call) {
        boolean plain = call.integers("steps", 4).map(steps -> steps[0] == 1).orElse(true);
        if (!(call.in(0) instanceof Sizes sizes) || !plain) {
            return Optional.empty();
        }
        int length = sizes.dims().size();
        int from = bound(call, "starts", 1, length);
        int to = bound(call, "ends", 2, length);
        return Optional.of(Value.of(sizes.dims().subList(from, Math.max(from, to)), false, sizes.type()));
    }

    private static int bound(Call call, String attribute, int index, int length) {
        long bound = call.integers(attribute, index).orElseThrow(() -> new Untranslatable("without " + attribute))[0];
        return (int) Math.max(0, Math.min(length, bound < 0 ? bound + length : bound));
    }

    private static SizeOperator arithmetic(BiFunction<Dim, Dim, Optional<Dim>> operation) {
        return call -> {
            if (call.inputs().size() != 2) {
                return Optional.empty();
            }
            boolean scalar = call.in(0).rank() == 0 && call.in(1).rank() == 0;
            return paired(call.in(0), call.in(1), operation)
                    .map(list -> Value.of(list, scalar, call.in(0).type()));
        };
    }

    /** What is not a multiple is only known between numbers: integers are divided towards 0. */
    private static Optional<Value> quotient(Call call) {
        boolean integers = !call.in(0).type().isFPType();
        return arithmetic((a, b) -> {
                    Optional<Dim> exact = a.dividedBy(b);
                    boolean numbers = integers && a.isConstant() && b.isConstant() && !b.is(0);
                    return exact.isEmpty() && numbers ? Optional.of(Dim.of(a.value() / b.value())) : exact;
                })
                .apply(call);
    }

    /** Of a multiple the rest is 0; otherwise only that of numbers is known, and has the sign of the divisor. */
    private static Optional<Value> rest(Call call) {
        boolean plain = call.node().integer("fmod", 0) == 0;
        return arithmetic((a, b) -> {
                    boolean numbers = plain && a.isConstant() && b.isConstant() && !b.is(0);
                    return numbers
                            ? Optional.of(Dim.of(Math.floorMod(a.value(), b.value())))
                            : a.dividedBy(b).map(quotient -> Dim.ZERO);
                })
                .apply(call);
    }

    private static Optional<Value> negative(Call call) {
        Value x = call.in(0);
        return x.integers()
                .map(list -> list.stream().map(Dim.ZERO::minus).toList())
                .map(list -> Value.of(list, x.rank() == 0, x.type()));
    }

    /** Of two sizes that differ by a number. */
    private static Optional<Dim> smaller(Dim a, Dim b) {
        Dim room = b.minus(a);
        if (room.isConstant()) {
            return Optional.of(room.isNegative() ? b : a);
        }
        return Optional.empty();
    }

    private static Optional<Value> product(Call call) {
        Value x = call.in(0);
        boolean keep = call.node().integer("keepdims", 1) == 1;
        return x.integers()
                .filter(list -> x.rank() == 1)
                .map(list -> Value.of(List.of(new Shape(list).elements()), !keep, x.type()));
    }

    private static Optional<Value> equal(Call call) {
        return paired(call.in(0), call.in(1), SizeOperators::equal).map(list -> {
            boolean scalar = call.in(0).rank() == 0 && call.in(1).rank() == 0;
            Constant bits = (Constant) Value.of(list, scalar, DataType.INT64);
            return new Constant("", bits.array().castTo(Value.stored(DataType.BOOL)), DataType.BOOL);
        });
    }

    /** Sizes are never negative, which settles the comparison with the -1 of an open size. */
    private static Optional<Dim> equal(Dim a, Dim b) {
        if (a.equals(b)) {
            return Optional.of(Dim.ONE);
        }
        boolean different = a.isConstant() && b.isConstant() || a.isNegative() || b.isNegative();
        return different ? Optional.of(Dim.ZERO) : Optional.empty();
    }

    private static Optional<Value> where(Call call) {
        Optional<List<Dim>> x = call.in(1).integers();
        Optional<List<Dim>> y = call.in(2).integers();
        if (!(call.in(0) instanceof Constant condition) || x.isEmpty() || y.isEmpty()) {
            return Optional.empty();
        }
        Shape shape = condition
                .shape()
                .broadcast(call.in(1).shape())
                .broadcast(call.in(2).shape());
        if (shape.rank() > 1) {
            return Optional.empty();
        }
        int length = (int) shape.elements().value();
        List<Dim> chosen = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            boolean first =
                    condition.array().getDouble(Math.min(i, condition.array().length() - 1)) != 0;
            chosen.add(element(first ? x.get() : y.get(), i));
        }
        return Optional.of(Value.of(chosen, shape.rank() == 0, call.in(1).type()));
    }

    private static Optional<List<Dim>> paired(Value a, Value b, BiFunction<Dim, Dim, Optional<Dim>> operation) {
        Optional<List<Dim>> left = a.integers();
        Optional<List<Dim>> right = b.integers();
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        int length = (int) a.shape().broadcast(b.shape()).elements().value();
        List<Dim> results = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Optional<Dim> result = operation.apply(element(left.get(), i), element(right.get(), i));
            if (result.isEmpty()) {
                return Optional.empty();
            }
            results.add(result.get());
        }
        return Optional.of(results);
    }

    /** One integer stands for all, as broadcasting has it. */
    private static Dim element(List<Dim> integers, int index) {
        return integers.get(integers.size() == 1 ? 0 : index);
    }
}

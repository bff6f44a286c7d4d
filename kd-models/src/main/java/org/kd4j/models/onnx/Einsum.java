package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Sums of products in Einstein's notation, such as {@code bhld,lrd->bhlr}, of two values: as a product of stacks of
 * matrices. A letter in both values and the result numbers the stacks, one in both values only is summed over.
 */
final class Einsum {
    private final Graph graph;
    private final String first;
    private final String second;
    private final String result;

    private Einsum(Graph graph, String first, String second, String result) {
        this.graph = graph;
        this.first = first;
        this.second = second;
        this.result = result;
    }

    static Map<String, Operator> operators() {
        return Map.of("Einsum", Operator.of(Einsum::apply));
    }

    private static Value apply(Call call) {
        String equation = call.node().text("equation", "").replace(" ", "");
        if (!equation.matches("[A-Za-z]+,[A-Za-z]+->[A-Za-z]+")) {
            throw new Untranslatable("the equation '" + equation + "', not of two values, letters and ->");
        }
        String[] parts = equation.split(",|->");
        Einsum einsum = new Einsum(call.graph(), parts[0], parts[1], parts[2]);
        einsum.requireSimple();
        return einsum.product(call.in(0), call.in(1));
    }

    private void requireSimple() {
        for (String letters : List.of(first, second, result)) {
            if (letters.chars().distinct().count() != letters.length()) {
                throw new Untranslatable("a letter twice in '" + letters + "'");
            }
        }
        Set<Integer> all = (first + second).chars().boxed().collect(Collectors.toSet());
        boolean known = result.chars().allMatch(all::contains);
        boolean summedInBoth = all.stream()
                .filter(letter -> result.indexOf(letter) < 0)
                .allMatch(letter -> first.indexOf(letter) >= 0 && second.indexOf(letter) >= 0);
        if (!known || !summedInBoth) {
            throw new Untranslatable("letters of one value only that the result has not, or of none that it has");
        }
    }

    private Value product(Value a, Value b) {
        if (a.rank() != first.length() || b.rank() != second.length()) {
            throw new Untranslatable("values of " + a.rank() + " and " + b.rank() + " axes");
        }
        Predicate<Character> inFirst = letter -> first.indexOf(letter) >= 0;
        Predicate<Character> inSecond = letter -> second.indexOf(letter) >= 0;
        Predicate<Character> inResult = letter -> result.indexOf(letter) >= 0;
        String stacks = letters(first, inSecond.and(inResult));
        String summed = letters(first, inSecond.and(inResult.negate()));
        String rows = letters(first, inSecond.negate());
        String columns = letters(second, inFirst.negate());
        Value left = matrices(a, first, stacks, rows, summed);
        Value right = matrices(b, second, stacks, summed, columns);
        Value product = Products.product(graph, left, right);
        Shape shape = sizes(a, first, stacks + rows).concat(sizes(b, second, columns));
        Value parted = Layouts.reshaped(graph, product, shape);
        return permuted(parted, stacks + rows + columns, result);
    }

    private static String letters(String of, Predicate<Character> wanted) {
        return of.chars()
                .mapToObj(letter -> (char) letter)
                .filter(wanted)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }

    private static Shape sizes(Value value, String letters, String wanted) {
        List<Dim> sizes = new ArrayList<>();
        wanted.chars().forEach(letter -> sizes.add(value.shape().dim(letters.indexOf(letter))));
        return new Shape(sizes);
    }

    /** The value as [stacks…, rows joined, columns joined]. */
    private Value matrices(Value value, String letters, String stacks, String rows, String columns) {
        Value ordered = permuted(value, letters, stacks + rows + columns);
        Shape shape = sizes(value, letters, stacks)
                .concat(Shape.of(
                        sizes(value, letters, rows).elements(),
                        sizes(value, letters, columns).elements()));
        return Layouts.reshaped(graph, ordered, shape);
    }

    private Value permuted(Value value, String letters, String order) {
        if (letters.equals(order)) {
            return value;
        }
        int[] axes = order.chars().map(letters::indexOf).toArray();
        SDVariable permuted = graph.sameDiff().permute(graph.full(value), axes);
        return graph.tensor(permuted, value.shape().permute(axes), value.type());
    }
}

package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A product as one number times factors, in whatever order and grouping an exporter wrote it.
 *
 * @param number all constant factors of one element, divisors included
 * @param factors names of the others, one of them as often as its power says
 */
record Product(double number, List<String> factors) {
    /** How deep products of products are looked into. */
    private static final int DEEPEST = 4;

    private static final int HIGHEST_POWER = 3;

    Product {
        factors = List.copyOf(factors);
    }

    /** @param whole names that are factors as they stand, though they may be products */
    static Product of(String name, List<String> whole, NodeIndex index) {
        List<String> factors = new ArrayList<>();
        double number = collect(name, whole, index, factors, DEEPEST);
        return new Product(number, factors);
    }

    private static double collect(String name, List<String> whole, NodeIndex index, List<String> factors, int deepest) {
        OptionalDouble number = index.number(name);
        if (number.isPresent()) {
            return number.getAsDouble();
        }
        Node node = index.producer(name).orElse(null);
        if (node != null && !whole.contains(name) && deepest > 0) {
            if (node.is("Mul")) {
                return collect(node.input(0), whole, index, factors, deepest - 1)
                        * collect(node.input(1), whole, index, factors, deepest - 1);
            }
            if (node.is("Div") && index.number(node.input(1)).isPresent()) {
                return collect(node.input(0), whole, index, factors, deepest - 1)
                        / index.number(node.input(1)).getAsDouble();
            }
            if (node.is("Pow") && wholePower(node, index) > 0) {
                double product = 1;
                for (int i = 0; i < wholePower(node, index); i++) {
                    product *= collect(node.input(0), whole, index, factors, deepest - 1);
                }
                return product;
            }
        }
        factors.add(name);
        return 1;
    }

    /** The exponent, if it is 1, 2 or 3; else 0. */
    private static int wholePower(Node power, NodeIndex index) {
        double exponent = index.number(power.input(1)).orElse(0);
        return exponent == Math.rint(exponent) && exponent <= HIGHEST_POWER ? (int) Math.max(0, exponent) : 0;
    }

    /** Whether this is the number times these factors, in any order. */
    boolean is(double expected, List<String> names) {
        List<String> left = new ArrayList<>(factors);
        return NodeIndex.isAbout(number, expected)
                && factors.size() == names.size()
                && names.stream().allMatch(left::remove);
    }
}

package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The size of an axis: an integer polynomial over the named dimensions of a model's inputs, such as
 * {@code 2*batch*sequence+1}. A constant is a polynomial without names.
 *
 * @param terms coefficient of each monomial; a monomial is its names in order, the empty list for the constant term;
 *     terms of coefficient 0 are dropped
 */
record Dim(Map<List<String>, Long> terms) {
    static final Dim ZERO = of(0);
    static final Dim ONE = of(1);
    private static final int HIGHEST_DEGREE = 8;
    private static final int MOST_TERMS = 256;

    /** Throws {@link Untranslatable} beyond the limits, which only a model made to exhaust memory reaches. */
    Dim {
        boolean fits = terms.size() <= MOST_TERMS
                && terms.keySet().stream().allMatch(monomial -> monomial.size() <= HIGHEST_DEGREE);
        if (!fits) {
            throw new Untranslatable(
                    "a size of more than " + MOST_TERMS + " terms or of a degree above " + HIGHEST_DEGREE);
        }
        terms = terms.entrySet().stream()
                .filter(term -> term.getValue() != 0)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static Dim of(long value) {
        return new Dim(Map.of(List.of(), value));
    }

    static Dim named(String name) {
        return new Dim(Map.of(List.of(name), 1L));
    }

    boolean isConstant() {
        return terms.isEmpty() || terms.size() == 1 && terms.containsKey(List.<String>of());
    }

    boolean is(long value) {
        return isConstant() && value() == value;
    }

    /** Known to be below zero; a polynomial with names is a size and never is. */
    boolean isNegative() {
        return isConstant() && value() < 0;
    }

    /** The constant; throws {@link Untranslatable} where the size depends on the inputs. */
    long value() {
        if (!isConstant()) {
            throw new Untranslatable("the size " + this + " must not depend on the inputs");
        }
        return terms.getOrDefault(List.of(), 0L);
    }

    Dim plus(Dim other) {
        Map<List<String>, Long> sum = new HashMap<>(terms);
        other.terms.forEach((monomial, coefficient) -> sum.merge(monomial, coefficient, Math::addExact));
        return new Dim(sum);
    }

    Dim minus(Dim other) {
        return plus(other.times(of(-1)));
    }

    Dim times(Dim other) {
        Map<List<String>, Long> product = new HashMap<>();
        terms.forEach((left, a) -> other.terms.forEach(
                (right, b) -> product.merge(joined(left, right), Math.multiplyExact(a, b), Math::addExact)));
        return new Dim(product);
    }

    /** The quotient by a single term, where the division leaves no rest. */
    Optional<Dim> dividedBy(Dim divisor) {
        if (divisor.terms.size() != 1) {
            return Optional.empty();
        }
        Map.Entry<List<String>, Long> by = divisor.terms.entrySet().iterator().next();
        Map<List<String>, Long> quotient = new HashMap<>();
        for (Map.Entry<List<String>, Long> term : terms.entrySet()) {
            List<String> monomial = new ArrayList<>(term.getKey());
            boolean divides =
                    term.getValue() % by.getValue() == 0 && by.getKey().stream().allMatch(monomial::remove);
            if (!divides) {
                return Optional.empty();
            }
            quotient.put(List.copyOf(monomial), term.getValue() / by.getValue());
        }
        return Optional.of(new Dim(quotient));
    }

    /** The number for inputs of these sizes. */
    long at(Map<String, Long> sizes) {
        return terms.entrySet().stream()
                .mapToLong(term ->
                        term.getKey().stream().mapToLong(sizes::get).reduce(term.getValue(), Math::multiplyExact))
                .sum();
    }

    private static List<String> joined(List<String> left, List<String> right) {
        List<String> names = new ArrayList<>(left);
        names.addAll(right);
        names.sort(Comparator.naturalOrder());
        return List.copyOf(names);
    }

    @Override
    public String toString() {
        if (terms.isEmpty()) {
            return "0";
        }
        return terms.entrySet().stream().map(Dim::written).sorted().collect(Collectors.joining("+"));
    }

    private static String written(Map.Entry<List<String>, Long> term) {
        String names = String.join("*", term.getKey());
        if (names.isEmpty()) {
            return String.valueOf(term.getValue());
        }
        return term.getValue() == 1 ? names : term.getValue() + "*" + names;
    }
}

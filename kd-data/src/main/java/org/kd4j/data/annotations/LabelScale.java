package org.kd4j.data.annotations;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kd4j.data.records.Labels;

/** What the labels of a file mean, and which classes they make. */
public sealed interface LabelScale {

    /** The class of a label as it stands in a file, without surrounding blanks; empty if the label is none of this scale. */
    Optional<String> classOf(String label);

    /** The classes in the order of their indices, by those that were found. */
    List<String> classes(Collection<String> found);

    /** What a label should be, for messages. */
    String expected();

    /**
     * Names without an order.
     *
     * @param given the classes; none: those that are found, in alphabetical order, or in numeric order where all are
     *     integers
     */
    record Nominal(List<String> given) implements LabelScale {

        /** Throws {@link IllegalArgumentException} if one class is given, or one twice. */
        public Nominal {
            given = List.copyOf(given);
            requireClasses(given);
        }

        @Override
        public Optional<String> classOf(String label) {
            boolean known = given.isEmpty() ? !label.isEmpty() : given.contains(label);
            return known ? Optional.of(label) : Optional.empty();
        }

        @Override
        public List<String> classes(Collection<String> found) {
            return given.isEmpty() ? Labels.sorted(found) : given;
        }

        @Override
        public String expected() {
            return given.isEmpty() ? "the name of a class" : "one of " + given;
        }
    }

    /**
     * Steps of a scale from low to high. Numbers of equal value are one step: {@code 1.0} is {@code 1}, and is called so.
     *
     * @param given the classes from low to high, numbers or not; none: the numbers that are found, ascending
     */
    record Ordinal(List<String> given) implements LabelScale {

        /** Throws {@link IllegalArgumentException} if one class is given, or one twice. */
        public Ordinal {
            given = given.stream().map(Ordinal::step).toList();
            requireClasses(given);
        }

        @Override
        public Optional<String> classOf(String label) {
            String step = step(label);
            boolean known = given.isEmpty() ? isNumber(label) : given.contains(step);
            return known ? Optional.of(step) : Optional.empty();
        }

        @Override
        public List<String> classes(Collection<String> found) {
            return given.isEmpty()
                    ? found.stream()
                            .sorted(Comparator.comparing(BigDecimal::new))
                            .toList()
                    : given;
        }

        @Override
        public String expected() {
            return given.isEmpty() ? "a number" : "one of " + given;
        }

        private static String step(String label) {
            return isNumber(label) ? new BigDecimal(label).stripTrailingZeros().toPlainString() : label;
        }
    }

    /**
     * Two classes, {@code 0} and {@code 1}, of numbers.
     *
     * @param threshold from which number on a label is {@code 1}
     */
    record Binary(double threshold) implements LabelScale {

        /** Throws {@link IllegalArgumentException} if the threshold is not finite. */
        public Binary {
            if (!Double.isFinite(threshold)) {
                throw new IllegalArgumentException("threshold: found " + threshold + ", expected a number");
            }
        }

        @Override
        public Optional<String> classOf(String label) {
            if (!isNumber(label)) {
                return Optional.empty();
            }
            return Optional.of(Double.parseDouble(label) >= threshold ? "1" : "0");
        }

        @Override
        public List<String> classes(Collection<String> found) {
            return List.of("0", "1");
        }

        @Override
        public String expected() {
            return "a number";
        }
    }

    private static boolean isNumber(String label) {
        return Decimal.PATTERN.matcher(label).matches();
    }

    private static void requireClasses(List<String> given) {
        if (given.size() == 1 || new HashSet<>(given).size() < given.size()) {
            throw new IllegalArgumentException(
                    "classes: found " + given + ", expected none, or at least two, all different");
        }
    }

    /** Numbers of a size that can be written out. */
    final class Decimal {
        private static final Pattern PATTERN =
                Pattern.compile("[+-]?(\\d{1,18}(\\.\\d{0,18})?|\\.\\d{1,18})([eE][+-]?\\d{1,2})?");

        private Decimal() {}
    }
}

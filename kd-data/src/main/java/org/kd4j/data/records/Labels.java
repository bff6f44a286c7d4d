package org.kd4j.data.records;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.core.failure.InvalidInput;

/**
 * The classes of a data set, in the order of their indices and of the logits.
 *
 * @param names at least two, all different
 */
public record Labels(List<String> names) {
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
    private static final Pattern INDEX = Pattern.compile("0|[1-9]\\d{0,8}");
    /** More different values than this are no labels. */
    public static final int MOST = 1_000;

    /** Throws {@link IllegalArgumentException} unless there are at least two different names. */
    public Labels {
        names = List.copyOf(names);
        if (names.size() < 2 || new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("found the labels " + names + ", expected at least two, all different");
        }
    }

    /**
     * The labels that the records have, in alphabetical order, or in numeric order where all are integers. Reads to the
     * end and resets the reader.
     *
     * @param where the file or data set, for messages
     * @throws InvalidInput if there is one label only, or more than 1,000
     */
    public static Labels discover(RecordReader reader, String where) {
        Set<String> found = new HashSet<>();
        while (reader.hasNext()) {
            Record record = reader.nextRecord();
            if (found.add(Column.LABEL.of(record.getRecord()).toString()) && found.size() > MOST) {
                throw new InvalidInput(
                        Place.of(record),
                        "more than " + MOST + " different labels",
                        "a column of labels",
                        "Set data.labelColumn to the column that holds them.");
            }
        }
        reader.reset();
        if (found.size() < 2) {
            throw new InvalidInput(
                    where,
                    "one class only: " + found,
                    "records of at least two classes",
                    "Check data.labelColumn, or use data that holds every class.");
        }
        return new Labels(sorted(found));
    }

    /** In alphabetical order, or in numeric order where all are integers. */
    public static List<String> sorted(Collection<String> names) {
        return names.stream().sorted(order(names)).toList();
    }

    /**
     * The index of a label: that of the name it equals. Where no name is a number, a number in range is an index.
     *
     * @param where the label's place, for messages
     * @throws InvalidInput if it is neither
     */
    public int indexOf(String label, String where) {
        int index = names.indexOf(label);
        if (index < 0 && INDEX.matcher(label).matches() && !hasIntegers()) {
            index = Integer.parseInt(label);
        }
        if (index < 0 || index >= names.size()) {
            throw new InvalidInput(
                    where,
                    "the label '" + label + "'",
                    "one of " + names,
                    "Correct the label, or give every class in the order of the teacher's logits.");
        }
        return index;
    }

    private boolean hasIntegers() {
        return names.stream().anyMatch(name -> INTEGER.matcher(name).matches());
    }

    private static Comparator<String> order(Collection<String> labels) {
        if (!labels.stream().allMatch(label -> INTEGER.matcher(label).matches())) {
            return Comparator.naturalOrder();
        }
        Comparator<String> numeric = Comparator.comparingLong(Long::parseLong);
        return numeric.thenComparing(Comparator.naturalOrder());
    }
}

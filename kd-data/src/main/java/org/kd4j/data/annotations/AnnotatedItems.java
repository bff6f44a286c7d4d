package org.kd4j.data.annotations;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.records.reader.impl.collection.CollectionRecordReader;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Majority;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Labels;

/**
 * Texts that several people labelled, each with who gave it which label.
 *
 * @param ids of the items, all different
 * @param texts one an item
 * @param classes what labels are indices of
 * @param annotators whom the numbers in the annotations mean
 * @param annotations one row an item
 */
public record AnnotatedItems(
        List<String> ids, List<String> texts, Labels classes, Annotators annotators, Annotations annotations) {

    /**
     * Throws {@link IllegalArgumentException} if the parts differ in length, an id comes twice, or an annotation has a
     * class or an annotator that there is not.
     */
    public AnnotatedItems {
        ids = List.copyOf(ids);
        texts = List.copyOf(texts);
        if (ids.size() != texts.size() || ids.size() != annotations.size()) {
            throw new IllegalArgumentException("annotated items: found " + ids.size() + " ids, " + texts.size()
                    + " texts and annotations of " + annotations.size() + " items, expected as many");
        }
        if (new HashSet<>(ids).size() < ids.size()) {
            throw new IllegalArgumentException("annotated items: found an id twice, expected different ids");
        }
        requireBelow("class", annotations.labels(), classes.names().size());
        requireBelow("annotator", annotations.annotators(), annotators.size());
    }

    private static void requireBelow(String what, int[][] rows, int limit) {
        for (int[] row : rows) {
            for (int number : row) {
                if (number < 0 || number >= limit) {
                    throw new IllegalArgumentException(
                            "annotated items: found the " + what + " " + number + ", expected 0 to " + (limit - 1));
                }
            }
        }
    }

    /** Number of items. */
    public int size() {
        return ids.size();
    }

    /** The items at these rows, in this order. */
    public AnnotatedItems select(int... rows) {
        return new AnnotatedItems(
                Arrays.stream(rows).mapToObj(ids::get).toList(),
                Arrays.stream(rows).mapToObj(texts::get).toList(),
                classes,
                annotators,
                annotations.select(rows));
    }

    /**
     * The annotations of records, found by their ids: a batch's, in its order.
     *
     * @throws IllegalArgumentException if there is no item of an id
     */
    public Annotations annotationsOf(List<String> records) {
        Map<String, Integer> rows = new HashMap<>();
        for (int item = 0; item < size(); item++) {
            rows.put(ids.get(item), item);
        }
        int[] found = new int[records.size()];
        for (int i = 0; i < found.length; i++) {
            Integer row = rows.get(records.get(i));
            if (row == null) {
                throw new IllegalArgumentException("annotated items: found no item '" + records.get(i) + "'");
            }
            found[i] = row;
        }
        return annotations.select(found);
    }

    /** Those annotators who gave a label here, with their attributes: whom a model that learns from these items knows. */
    public Annotators seen() {
        int[] numbers = Arrays.stream(annotations.annotators())
                .flatMapToInt(Arrays::stream)
                .filter(number -> number != Annotators.UNKNOWN)
                .distinct()
                .sorted()
                .toArray();
        return AnnotatorRows.select(annotators, numbers);
    }

    /** The same items with the numbers of others: an annotator whom they do not name is {@link Annotators#UNKNOWN}. */
    public AnnotatedItems withAnnotators(Annotators known) {
        Map<String, Integer> numbers = known.numbers();
        int[] renumbered = IntStream.range(0, annotators.size())
                .map(number -> numbers.getOrDefault(annotators.name(number), Annotators.UNKNOWN))
                .toArray();
        List<AnnotationRow> rows = new ArrayList<>();
        for (int item = 0; item < size(); item++) {
            rows.add(AnnotationRow.of(annotations, item).map(number -> renumbered[number]));
        }
        return new AnnotatedItems(ids, texts, classes, known, AnnotationRow.all(rows));
    }

    /** Which labels are kept of all. */
    @FunctionalInterface
    interface LabelCondition {
        boolean holds(int item, int annotator);
    }

    /** The items with those labels that meet a condition, without the items that have none left. */
    AnnotatedItems keep(LabelCondition condition) {
        List<AnnotationRow> rows = new ArrayList<>();
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            int item = i;
            AnnotationRow row = AnnotationRow.of(annotations, item).keep(number -> condition.holds(item, number));
            if (row.size() > 0) {
                rows.add(row);
                items.add(item);
            }
        }
        return new AnnotatedItems(
                items.stream().map(ids::get).toList(),
                items.stream().map(texts::get).toList(),
                classes,
                annotators,
                AnnotationRow.all(rows));
    }

    /**
     * The items as records, in their order, labelled by the majority and without groups. An item that has no majority, by
     * the tie policy or for want of labels, is no record.
     */
    public RecordReader reader(Majority majority) {
        OptionalInt[] labels = IntStream.range(0, size())
                .mapToObj(item -> majority.of(ids.get(item), annotations.labels()[item]))
                .toArray(OptionalInt[]::new);
        int[] items = IntStream.range(0, size())
                .filter(item -> labels[item].isPresent())
                .toArray();
        return new CollectionRecordReader(new AbstractList<List<Writable>>() {
            @Override
            public List<Writable> get(int index) {
                int item = items[index];
                return record(item, classes.names().get(labels[item].getAsInt()));
            }

            @Override
            public int size() {
                return items.length;
            }
        });
    }

    /** In the order of {@link Column}. */
    private List<Writable> record(int item, String label) {
        return List.of(new Text(ids.get(item)), new Text(texts.get(item)), new Text(label), new Text(""), new Text(""));
    }
}

package org.kd4j.data.annotations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.annotations.AnnotationPolicies.RareAnnotators;
import org.kd4j.data.annotations.AnnotationReport.Counts;
import org.kd4j.data.annotations.ItemDraft.Given;
import org.kd4j.data.records.Labels;

/** Makes annotated items of what files say. */
final class AnnotationCollector implements AnnotationSink {
    private final List<String> attributes;
    private final LabelScale scale;
    private final AnnotationPolicies policies;
    private final Findings findings = new Findings();
    private final Map<String, ItemDraft> items = new LinkedHashMap<>();
    private final Map<String, AnnotatorDraft> annotators = new HashMap<>();
    /** Numbers of the classes, in the order in which they were met. */
    private final Map<String, Integer> classes = new LinkedHashMap<>();

    private ItemDraft item;
    private int labels;

    AnnotationCollector(List<String> attributes, LabelScale scale, AnnotationPolicies policies) {
        this.attributes = attributes;
        this.scale = scale;
        this.policies = policies;
    }

    @Override
    public void annotator(Source source, String name) {
        draft(source, name);
    }

    @Override
    public void item(Source source, String id, String text) {
        item = items.get(id);
        if (item == null) {
            item = new ItemDraft(id, text, source);
            items.put(id, item);
        } else {
            item.meet(source, text, findings, policies);
        }
    }

    @Override
    public void label(Source source, String annotator, List<String> values, String label) {
        labels++;
        AnnotatorDraft draft = draft(source, annotator);
        draft.meet(source, attributes, values, findings, policies);
        Optional<String> name = scale.classOf(label);
        if (name.isPresent()) {
            item.labels().add(new Given(draft, number(name.get(), source), source));
        } else {
            findings.meet(
                    AnnotationCase.UNKNOWN_LABEL,
                    policies.unknownLabels(),
                    source,
                    "the label '" + label + "'",
                    scale.expected());
        }
    }

    private AnnotatorDraft draft(Source source, String name) {
        return annotators.computeIfAbsent(name, first -> new AnnotatorDraft(name, source, attributes.size()));
    }

    private int number(String name, Source source) {
        int number = classes.computeIfAbsent(name, first -> classes.size());
        if (number >= Labels.MOST) {
            throw new InvalidInput(
                    source.toString(),
                    "more than " + Labels.MOST + " different labels",
                    "a column of labels",
                    "Name the column that holds them.");
        }
        return number;
    }

    /** @param where the files, for messages */
    CollectedAnnotations finish(String where) {
        Map<AnnotatorDraft, Integer> all =
                numbers(annotators.values().stream().map(AnnotatorDraft::name).toList());
        items.values().forEach(one -> one.settle(all, findings, policies));
        Map<AnnotatorDraft, Integer> kept = numbers(keptAnnotators());
        List<ItemDraft> full =
                items.values().stream().filter(one -> hasLabels(one, kept)).toList();
        Labels names = classes(where);
        if (full.isEmpty()) {
            throw new InvalidInput(where, "no item with a label", "annotated items", "Check the files and policies.");
        }
        AnnotatedItems result = new AnnotatedItems(
                full.stream().map(ItemDraft::id).toList(),
                full.stream().map(ItemDraft::text).toList(),
                names,
                annotators(kept),
                AnnotationRow.all(rows(full, kept, indices(names))));
        Counts read = new Counts(items.size(), labels, annotators.size());
        Counts left = new Counts(result.size(), result.annotations().count(), kept.size());
        return new CollectedAnnotations(result, new AnnotationReport(read, left, findings.all()));
    }

    /** From 1 on, in the order of sorted names, so that the order of the file does not matter. */
    private Map<AnnotatorDraft, Integer> numbers(List<String> names) {
        Map<AnnotatorDraft, Integer> numbers = new IdentityHashMap<>();
        for (String name : Labels.sorted(names)) {
            numbers.put(annotators.get(name), numbers.size() + 1);
        }
        return numbers;
    }

    /** Names of those who have labels, and enough of them where those with fewer are dropped. */
    private List<String> keptAnnotators() {
        Map<AnnotatorDraft, Integer> counts = new IdentityHashMap<>();
        items.values().forEach(one -> one.labels().forEach(given -> counts.merge(given.annotator(), 1, Integer::sum)));
        List<String> kept = new ArrayList<>();
        for (String name : Labels.sorted(annotators.keySet())) {
            AnnotatorDraft draft = annotators.get(name);
            if (isKept(draft, counts.getOrDefault(draft, 0))) {
                kept.add(name);
            }
        }
        return kept;
    }

    private boolean isKept(AnnotatorDraft draft, int count) {
        if (count == 0) {
            findings.meet(
                    AnnotationCase.EMPTY_ANNOTATOR,
                    policies.emptyAnnotators(),
                    draft.source(),
                    "no label of the annotator '" + draft.name() + "'");
            return false;
        }
        if (count < policies.minimumLabels()) {
            findings.meet(
                    AnnotationCase.RARE_ANNOTATOR,
                    policies.rareAnnotators(),
                    draft.source(),
                    "the annotator '" + draft.name() + "' with fewer than " + policies.minimumLabels() + " labels: "
                            + count);
            return policies.rareAnnotators() == RareAnnotators.KEEP;
        }
        return true;
    }

    private boolean hasLabels(ItemDraft one, Map<AnnotatorDraft, Integer> kept) {
        int before = one.labels().size();
        one.labels().removeIf(given -> !kept.containsKey(given.annotator()));
        if (one.labels().isEmpty()) {
            findings.meet(
                    AnnotationCase.EMPTY_ITEM,
                    policies.emptyItems(),
                    one.source(),
                    (before == 0 ? "no label" : "only labels of annotators who were dropped") + " for the item '"
                            + one.id() + "'");
        }
        return !one.labels().isEmpty();
    }

    private Labels classes(String where) {
        List<String> names = scale.classes(classes.keySet());
        if (names.size() < 2) {
            throw new InvalidInput(
                    where,
                    names.isEmpty() ? "no label" : "one class only: " + names,
                    "labels of at least two classes",
                    "Check which column holds the labels, or give the classes.");
        }
        return new Labels(names);
    }

    /** The class index of each number in the order of meeting. */
    private int[] indices(Labels names) {
        return classes.keySet().stream().mapToInt(names.names()::indexOf).toArray();
    }

    private Annotators annotators(Map<AnnotatorDraft, Integer> kept) {
        List<AnnotatorDraft> drafts = kept.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
        Map<String, List<String>> values = new TreeMap<>();
        for (int i = 0; i < attributes.size(); i++) {
            int attribute = i;
            values.put(
                    attributes.get(i),
                    drafts.stream().map(draft -> draft.attribute(attribute)).toList());
        }
        return new Annotators(drafts.stream().map(AnnotatorDraft::name).toList(), values);
    }

    private static List<AnnotationRow> rows(
            List<ItemDraft> items, Map<AnnotatorDraft, Integer> numbers, int[] indices) {
        return items.stream()
                .map(one -> new AnnotationRow(
                        one.labels().stream()
                                .mapToInt(given -> numbers.get(given.annotator()))
                                .toArray(),
                        one.labels().stream()
                                .mapToInt(given -> indices[given.label()])
                                .toArray()))
                .toList();
    }
}

package org.kd4j.data.annotations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.kd4j.data.annotations.AnnotationPolicies.Duplicates;

/** An item while files are read. */
final class ItemDraft {
    private final String id;
    private final String text;
    private final Source source;
    private final List<Given> labels = new ArrayList<>(8);
    private boolean changed;

    /**
     * A label.
     *
     * @param label number of its class in the order in which classes were met
     */
    record Given(AnnotatorDraft annotator, int label, Source source) {}

    ItemDraft(String id, String text, Source source) {
        this.id = id;
        this.text = text;
        this.source = source;
    }

    String id() {
        return id;
    }

    String text() {
        return text;
    }

    /** Where it stands first. */
    Source source() {
        return source;
    }

    List<Given> labels() {
        return labels;
    }

    /** The item comes again. */
    void meet(Source row, String again, Findings findings, AnnotationPolicies policies) {
        if (!changed && !again.equals(text)) {
            findings.meet(
                    AnnotationCase.CHANGED_TEXT,
                    policies.changedTexts(),
                    row,
                    "another text of the item '" + id + "' than at " + source);
            changed = true;
        }
    }

    /** Leaves one label of each annotator, in the order of their numbers. */
    void settle(Map<AnnotatorDraft, Integer> numbers, Findings findings, AnnotationPolicies policies) {
        labels.sort(Comparator.comparing(given -> numbers.get(given.annotator())));
        List<Given> settled = new ArrayList<>(labels.size());
        for (Given given : labels) {
            int last = settled.size() - 1;
            if (last < 0 || settled.get(last).annotator() != given.annotator()) {
                settled.add(given);
            } else if (duplicate(settled.get(last), given, findings, policies) == Duplicates.LAST) {
                settled.set(last, given);
            }
        }
        labels.clear();
        labels.addAll(settled);
    }

    private Duplicates duplicate(Given before, Given again, Findings findings, AnnotationPolicies policies) {
        boolean equal = before.label() == again.label();
        Duplicates treatment = equal ? policies.equalDuplicates() : policies.unequalDuplicates();
        findings.meet(
                equal ? AnnotationCase.EQUAL_DUPLICATE : AnnotationCase.UNEQUAL_DUPLICATE,
                treatment,
                again.source(),
                (equal ? "a second label" : "a second, different label") + " of the annotator '"
                        + again.annotator().name() + "' for the item '" + id + "', whose first is at "
                        + before.source());
        return treatment;
    }
}

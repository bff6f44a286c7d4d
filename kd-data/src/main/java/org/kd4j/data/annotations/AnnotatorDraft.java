package org.kd4j.data.annotations;

import java.util.Arrays;
import java.util.List;

/** An annotator while files are read. */
final class AnnotatorDraft {
    private final String name;
    private final Source source;
    private final String[] attributes;
    private final boolean[] changed;

    AnnotatorDraft(String name, Source source, int attributes) {
        this.name = name;
        this.source = source;
        this.attributes = new String[attributes];
        this.changed = new boolean[attributes];
        Arrays.fill(this.attributes, "");
    }

    String name() {
        return name;
    }

    /** Where it stands first. */
    Source source() {
        return source;
    }

    String attribute(int index) {
        return attributes[index];
    }

    /** Takes note of what a row says of the annotator. */
    void meet(Source row, List<String> names, List<String> values, Findings findings, AnnotationPolicies policies) {
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (attributes[i].isEmpty() && !changed[i]) {
                attributes[i] = value;
            } else if (!value.isEmpty() && !value.equals(attributes[i]) && !changed[i]) {
                change(row, names.get(i), i, value, findings, policies.changedAttributes());
            }
        }
    }

    private void change(
            Source row,
            String attribute,
            int index,
            String value,
            Findings findings,
            AnnotationPolicies.ChangedAttributes treatment) {
        findings.meet(
                AnnotationCase.CHANGED_ATTRIBUTE,
                treatment,
                row,
                "the " + attribute + " '" + value + "' of the annotator '" + name + "', which was '" + attributes[index]
                        + "' before");
        changed[index] = true;
        if (treatment == AnnotationPolicies.ChangedAttributes.UNKNOWN) {
            attributes[index] = "";
        }
    }
}

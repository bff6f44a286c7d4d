package org.kd4j.data.annotations;

import java.util.ArrayList;
import java.util.List;

/**
 * What was read of annotations, and what was done about those that were not as they should be.
 *
 * @param read what the files hold
 * @param kept what came of it
 * @param findings one of each kind that occurred
 */
public record AnnotationReport(Counts read, Counts kept, List<Finding> findings) {

    /** How many items, labels and annotators there are. */
    public record Counts(int items, int labels, int annotators) {}

    public AnnotationReport {
        findings = List.copyOf(findings);
    }

    /** How often something was not as it should be. */
    public int count(AnnotationCase kind) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .mapToInt(Finding::count)
                .sum();
    }

    /** For people to read: a line of what there is, and one for each finding. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("items: " + of(kept.items(), read.items()) + ", labels: " + of(kept.labels(), read.labels())
                + ", annotators: " + of(kept.annotators(), read.annotators()));
        findings.forEach(finding -> lines.add(finding.line()));
        return lines;
    }

    private static String of(int kept, int read) {
        return kept == read ? String.valueOf(kept) : kept + " of " + read;
    }
}

package org.kd4j.data.annotations;

import java.util.List;

/**
 * Something that was not as it should be, and what was done about it.
 *
 * @param kind what it was
 * @param count how often
 * @param treatment what was done
 * @param examples the first ones, {@value #EXAMPLES} at most: where, and what stands there
 */
public record Finding(AnnotationCase kind, int count, Treatment treatment, List<String> examples) {
    /** How many are named. */
    public static final int EXAMPLES = 5;

    public Finding {
        examples = List.copyOf(examples);
    }

    /** A line for a message. */
    public String line() {
        return kind.plural() + ": " + count + ", " + treatment.done() + " (" + String.join("; ", examples)
                + (count > examples.size() ? "; …" : "") + ")";
    }
}

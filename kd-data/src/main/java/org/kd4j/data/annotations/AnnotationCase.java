package org.kd4j.data.annotations;

/** What can be wrong with annotations that can be read. */
public enum AnnotationCase {
    EQUAL_DUPLICATE(
            "labels given again by the same annotator to the same item",
            "one label an annotator and item",
            "Remove one, or let equalDuplicates be first."),
    UNEQUAL_DUPLICATE(
            "labels given again, and differently, by the same annotator to the same item",
            "one label an annotator and item",
            "Remove one, or let unequalDuplicates be first or last."),
    RARE_ANNOTATOR("annotators with few labels", "more labels", "Let rareAnnotators be keep."),
    EMPTY_ANNOTATOR(
            "annotators without a label",
            "at least one label of every annotator",
            "Remove the column, or let emptyAnnotators be drop."),
    CHANGED_ATTRIBUTE(
            "attributes of an annotator that change",
            "one value for all of an annotator's labels",
            "Correct it, leave the attribute out, or let changedAttributes be first or unknown."),
    UNKNOWN_LABEL(
            "unknown labels",
            "a label of the scale",
            "Correct the label, give every class, or let unknownLabels be drop."),
    EMPTY_ITEM("items without a label", "at least one label of every item", "Remove it, or let emptyItems be drop."),
    CHANGED_TEXT(
            "items with several texts",
            "one text an item",
            "Correct the text or the item's id, or let changedTexts be first.");

    private final String plural;
    private final String expected;
    private final String advice;

    AnnotationCase(String plural, String expected, String advice) {
        this.plural = plural;
        this.expected = expected;
        this.advice = advice;
    }

    /** What there are several of, for messages. */
    public String plural() {
        return plural;
    }

    /** What would have been right. */
    String expected() {
        return expected;
    }

    /** What to do where it is refused. */
    String advice() {
        return advice;
    }
}

package org.kd4j.data.annotations;

import java.util.List;

/** What a split keeps together. */
public enum SplitBy {
    /** All labels of an item are in one part: the others have texts that were not learned from. */
    ITEM(List.of("item")),
    /** All labels of an annotator are in one part: the others have people who were not learned from. An item may be in several. */
    ANNOTATOR(List.of("annotator")),
    /** Each label is on its own: an item may be in several parts, and so may an annotator. */
    LABEL(List.of("item", "annotator"));

    private final List<String> columns;

    SplitBy(List<String> columns) {
        this.columns = columns;
    }

    /** Columns of a file that say what is in a part. */
    List<String> columns() {
        return columns;
    }

    /** What the label that an annotator gave to an item is kept together with. */
    List<String> key(String item, String annotator) {
        return switch (this) {
            case ITEM -> List.of(item);
            case ANNOTATOR -> List.of(annotator);
            case LABEL -> List.of(item, annotator);
        };
    }
}

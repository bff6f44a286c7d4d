package org.kd4j.data.annotations;

import java.util.List;

/** Takes what a file of annotations says, in the order of the file. */
public interface AnnotationSink {

    /** There is an annotator, whether with labels or without. */
    void annotator(Source source, String name);

    /**
     * There is an item; it may come again. The labels that follow are its own.
     *
     * @param id not empty
     */
    void item(Source source, String id, String text);

    /**
     * A label of the last item.
     *
     * @param annotator not empty
     * @param attributes the annotator's, in the order of {@link AnnotationFormat#attributes}; empty where not known
     * @param label without surrounding blanks
     */
    void label(Source source, String annotator, List<String> attributes, String label);
}

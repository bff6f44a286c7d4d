package org.kd4j.data.annotations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.kd4j.core.failure.InvalidInput;

/**
 * Reads annotated items.
 *
 * @param format of the files
 * @param scale of their labels
 * @param policies for what is not as it should be
 */
public record AnnotationReader(AnnotationFormat format, LabelScale scale, AnnotationPolicies policies) {

    /**
     * Reads files as if they were one: an item that stands in two of them has the labels of both. Classes are those that the
     * files have, dropped labels included, and annotators are numbered by their names, so neither depends on the order of
     * rows. Rows are read one by one; what is kept is a text an item, and some 50 bytes a label.
     *
     * @throws InvalidInput if a file cannot be read, or holds what the policies refuse, with file and line
     */
    public CollectedAnnotations read(List<Path> files) {
        AnnotationCollector collector = new AnnotationCollector(format.attributes(), scale, policies);
        for (Path file : files) {
            try {
                format.read(file, collector);
            } catch (IOException e) {
                throw new InvalidInput(
                        file.toString(),
                        "a file that cannot be read (" + e.getMessage() + ")",
                        "a file of annotations",
                        "Check the disk and the file's permissions.");
            }
        }
        return collector.finish(files.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }
}

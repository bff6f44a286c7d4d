package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.data.annotations.AnnotatedItems;

/** What one should know of sets that have a file each, because nobody split them: a line for each finding. */
final class SetComparison {
    private SetComparison() {}

    /** @param file of the items, as messages name it */
    static List<String> of(String file, AnnotatedItems items, String otherFile, AnnotatedItems other) {
        List<String> findings = new ArrayList<>();
        Set<String> texts = new HashSet<>(other.texts());
        long common = items.texts().stream().filter(texts::contains).count();
        if (common > 0) {
            findings.add(String.format(
                    "%s: %,d of %,d items have a text that is in %s too", file, common, items.size(), otherFile));
        }
        for (String attribute :
                items.annotators().attributes().keySet().stream().sorted().toList()) {
            long changed = changed(attribute, items.annotators(), other.annotators());
            if (changed > 0) {
                findings.add(String.format(
                        "%s: %,d annotators have another %s than in %s", file, changed, attribute, otherFile));
            }
        }
        return findings;
    }

    /** How many annotators of both have two values; one that is not known is none. */
    private static long changed(String attribute, Annotators some, Annotators others) {
        if (!others.attributes().containsKey(attribute)) {
            return 0;
        }
        Map<String, Integer> numbers = others.numbers();
        return IntStream.range(1, some.size())
                .filter(number -> numbers.containsKey(some.name(number)))
                .filter(number -> {
                    String value = some.value(attribute, number);
                    String other = others.value(attribute, numbers.get(some.name(number)));
                    return !value.isEmpty() && !other.isEmpty() && !value.equals(other);
                })
                .count();
    }
}

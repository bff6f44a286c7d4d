package org.kd4j.models.tensors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where an array lies in a file.
 *
 * @param name what the file calls it
 * @param type of its elements
 * @param shape sizes of its axes
 * @param begin offset of its first byte behind the header
 * @param end offset behind its last byte
 */
record TensorEntry(String name, TensorType type, long[] shape, long begin, long end) {
    private static final int MOST_AXES = 32;

    /** Throws {@link IllegalArgumentException} where the numbers contradict each other. */
    TensorEntry {
        long size = Arrays.stream(shape).reduce(type.width(), TensorEntry::multiplied);
        if (begin < 0 || end < begin || end - begin != size || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + name + "' with bytes " + begin + " to " + end + " for "
                    + Arrays.toString(shape) + " elements of " + type);
        }
    }

    private static long multiplied(long product, long size) {
        if (size < 1 || product > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an axis of size " + size + ", or an array of 2 GiB or more");
        }
        return Math.multiplyExact(product, size);
    }

    static TensorEntry of(String name, JsonNode entry) {
        TensorType type = TensorType.named(entry.path("dtype").asText())
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' of type " + entry.path("dtype")));
        long[] offsets = integers(name, entry.path("data_offsets"));
        if (offsets.length != 2) {
            throw new IllegalArgumentException("'" + name + "' without data_offsets");
        }
        return new TensorEntry(name, type, integers(name, entry.path("shape")), offsets[0], offsets[1]);
    }

    private static long[] integers(String name, JsonNode list) {
        if (!list.isArray() || list.size() > MOST_AXES) {
            throw new IllegalArgumentException("'" + name + "' with " + list + " for a list of whole numbers");
        }
        return IntStream.range(0, list.size())
                .mapToLong(i -> {
                    if (!list.get(i).canConvertToLong() || !list.get(i).isIntegralNumber()) {
                        throw new IllegalArgumentException("'" + name + "' with " + list.get(i));
                    }
                    return list.get(i).longValue();
                })
                .toArray();
    }
}

package org.kd4j.core.training;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** The rows of embedding tables that have a gradient since the last step. Not thread-safe. */
public final class TouchedRows {
    private final Map<String, BitSet> rows = new HashMap<>();

    public TouchedRows(List<ParameterPart> parts) {
        for (ParameterPart part : parts) {
            if (part.kind() == ParameterPart.Kind.EMBEDDING) {
                rows.put(part.name(), new BitSet(part.rows()));
            }
        }
    }

    /**
     * @param part name of a table
     * @param row 0 to its rows - 1
     * @throws IllegalArgumentException if the model has no table of that name
     */
    public void add(String part, int row) {
        of(part).set(row);
    }

    /** Rows of a table, ascending. */
    void forEach(String part, IntConsumer action) {
        of(part).stream().forEach(action);
    }

    void clear() {
        rows.values().forEach(BitSet::clear);
    }

    private BitSet of(String part) {
        BitSet touched = rows.get(part);
        if (touched == null) {
            throw new IllegalArgumentException("no embedding table " + part + ", but " + rows.keySet());
        }
        return touched;
    }
}

package org.kd4j.core.training;

import java.util.ArrayList;
import java.util.List;

/** The parameters that a step moves, cut into pieces that fit into a core's cache. Where they are cut never changes. */
final class Chunks {
    /** Numbers of a piece. */
    static final int LARGEST = 1 << 14;

    /** A piece of a part. */
    record Chunk(int at, int length, ParameterPart part, PartRule rule) {}

    private final List<Chunk> dense = new ArrayList<>();
    private final List<ParameterPart> tables = new ArrayList<>();
    private final List<PartRule> tableRules = new ArrayList<>();

    /** @throws IllegalArgumentException if a part that is no table is to move by touched rows, or parts overlap */
    Chunks(List<ParameterPart> parts, StepSettings settings) {
        int end = 0;
        for (ParameterPart part : parts) {
            if (part.offset() < end) {
                throw new IllegalArgumentException(part.name() + ": found offset " + part.offset()
                        + ", expected at least " + end + ", where the part before it ends");
            }
            end = Math.addExact(part.offset(), part.length());
            add(part, settings.rules().apply(part));
        }
    }

    private void add(ParameterPart part, PartRule rule) {
        if (rule.sparse() && part.kind() != ParameterPart.Kind.EMBEDDING) {
            throw new IllegalArgumentException(part.name() + " is a " + part.kind() + ", which has no touched rows");
        }
        if (rule.frozen()) {
            return;
        }
        if (rule.sparse()) {
            tables.add(part);
            tableRules.add(rule);
        } else {
            cut(dense, part, rule, part.offset(), part.length());
        }
    }

    /** What a step moves, in the order in which its norm is summed. */
    List<Chunk> of(TouchedRows touched) {
        if (tables.isEmpty()) {
            return dense;
        }
        List<Chunk> all = new ArrayList<>(dense);
        for (int i = 0; i < tables.size(); i++) {
            ParameterPart table = tables.get(i);
            PartRule rule = tableRules.get(i);
            int width = table.width();
            touched.forEach(table.name(), row -> cut(all, table, rule, table.offset() + row * width, width));
        }
        return all;
    }

    private static void cut(List<Chunk> chunks, ParameterPart part, PartRule rule, int from, int length) {
        for (int at = 0; at < length; at += LARGEST) {
            chunks.add(new Chunk(from + at, Math.min(LARGEST, length - at), part, rule));
        }
    }
}

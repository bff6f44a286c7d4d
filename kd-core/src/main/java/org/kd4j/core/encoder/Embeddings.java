package org.kd4j.core.encoder;

import java.util.Objects;
import java.util.Optional;

/** The tables of the embeddings, and the state before the first block. */
final class Embeddings implements AutoCloseable {
    private final int width;
    private final NativeFloats words;
    private final Optional<float[]> positions;
    private final PositionRule rule;
    private final Optional<float[]> types;
    private final NormKernel norm;
    private final Optional<DenseLayer> projection;

    Embeddings(EmbeddingWeights weights) {
        width = weights.width();
        words = NativeFloats.of(weights.words());
        positions = weights.positions().map(Values::of);
        rule = weights.rule();
        types = weights.types().map(Values::of);
        norm = new NormKernel(weights.norm());
        projection = weights.projection().map(DenseLayer::new);
    }

    /** Fills the states [rows, hidden] of the unit's tokens. */
    void run(Gemm gemm, Workspace workspace, EncoderInput input, Unit unit) {
        if (projection.isEmpty()) {
            look(workspace, workspace.states, input, unit);
            return;
        }
        workspace.embedded = Workspace.grown(workspace.embedded, (long) unit.rows() * width);
        look(workspace, workspace.embedded, input, unit);
        projection.get().multiply(gemm, unit.rows(), workspace.embedded, workspace.states, false);
        RowLoop.change(workspace, workspace.states, unit.rows(), projection.get().bias, (values, rows) -> {});
    }

    private void look(Workspace workspace, NativeFloats target, EncoderInput input, Unit unit) {
        for (int i = 0; i < unit.records().length; i++) {
            int record = unit.records()[i];
            int tokens = unit.tokens(i);
            int[] places = rule.rows(input.ids()[record]);
            float[] values = workspace.chunk(tokens * width);
            for (int t = 0; t < tokens; t++) {
                int position = unit.positions()[unit.starts()[i] + t];
                int at = t * width;
                words.get(row(input.ids()[record][position], words.length()), values, at, width);
                positions.ifPresent(table -> add(values, at, table, row(places[position], table.length), width));
                long type = input.type(record, position);
                types.ifPresent(table -> add(values, at, table, row(type, table.length), width));
            }
            norm.apply(values, tokens);
            target.put(unit.starts()[i] * width, values, 0, tokens * width);
        }
    }

    /** Where a row begins in a table of so many values. */
    private int row(long index, int values) {
        return (int) Objects.checkIndex(index, values / width) * width;
    }

    private static void add(float[] values, int at, float[] table, int from, int width) {
        for (int i = 0; i < width; i++) {
            values[at + i] += table[from + i];
        }
    }

    @Override
    public void close() {
        words.close();
        projection.ifPresent(DenseLayer::close);
    }
}

package org.kd4j.core.encoder;

import java.util.Objects;
import java.util.Optional;

/**
 * The tables of the embeddings, and the state before the first block.
 *
 * @param words [vocabulary, width]
 * @param positions [positions, width]
 * @param types [types, width]
 */
record Embeddings(
        NativeFloats words,
        Optional<NativeFloats> positions,
        PositionRule rule,
        Optional<NativeFloats> types,
        NormKernel norm,
        Optional<DenseLayer> projection)
        implements AutoCloseable {

    /** Copies the weights. */
    static Embeddings of(EmbeddingWeights weights) {
        return new Embeddings(
                NativeFloats.of(weights.words()),
                weights.positions().map(NativeFloats::of),
                weights.rule(),
                weights.types().map(NativeFloats::of),
                new NormKernel(weights.norm()),
                weights.projection().map(DenseLayer::new));
    }

    /** Tables and matrices where they lie in the vector; biases and gains are copied. */
    static Embeddings over(ParameterVector vector) {
        EmbeddingShape shape = vector.layout().shape().embeddings();
        return new Embeddings(
                vector.floats(EncoderLayout.WORDS),
                table(vector, EncoderLayout.POSITIONS, shape.positions()),
                shape.rule(),
                table(vector, EncoderLayout.TYPES, shape.types()),
                Block.norm(vector, EncoderLayout.EMBEDDING_NORM),
                shape.projected() ? Optional.of(Block.dense(vector, EncoderLayout.PROJECTION)) : Optional.empty());
    }

    private static Optional<NativeFloats> table(ParameterVector vector, String name, int rows) {
        return rows > 0 ? Optional.of(vector.floats(name)) : Optional.empty();
    }

    int width() {
        return norm.width();
    }

    /** Fills the states [rows, hidden] of the unit's tokens. */
    void run(Gemm gemm, Workspace workspace, EncoderInput input, Unit unit) {
        if (projection.isEmpty()) {
            look(workspace, workspace.states, input, unit);
            return;
        }
        workspace.embedded = Workspace.grown(workspace.embedded, (long) unit.rows() * width());
        look(workspace, workspace.embedded, input, unit);
        projection.get().multiply(gemm, unit.rows(), workspace.embedded, workspace.states, false);
        RowLoop.change(workspace, workspace.states, unit.rows(), projection.get().bias, (values, rows) -> {});
    }

    private void look(Workspace workspace, NativeFloats target, EncoderInput input, Unit unit) {
        for (int i = 0; i < unit.records().length; i++) {
            int tokens = unit.tokens(i);
            float[] values = workspace.chunk(Math.max(1, tokens) * width());
            sums(workspace, input, unit, i, values);
            norm.apply(values, tokens);
            target.put(unit.starts()[i] * width(), values, 0, tokens * width());
        }
    }

    /** Word, position and type of each of a record's tokens, added up: [tokens, width]. */
    void sums(Workspace workspace, EncoderInput input, Unit unit, int index, float[] values) {
        int record = unit.records()[index];
        int width = width();
        int[] places = rule.rows(input.ids()[record]);
        for (int t = 0; t < unit.tokens(index); t++) {
            int position = unit.positions()[unit.starts()[index] + t];
            int at = t * width;
            words.get(from(input.ids()[record][position], words), values, at, width);
            positions.ifPresent(table -> add(values, at, table, places[position], workspace.scratch));
            types.ifPresent(table -> add(values, at, table, input.type(record, position), workspace.scratch));
        }
    }

    private void add(float[] values, int at, NativeFloats table, long row, float[] scratch) {
        table.get(from(row, table), scratch, 0, width());
        for (int i = 0; i < width(); i++) {
            values[at + i] += scratch[i];
        }
    }

    /** Where a row begins in a table. */
    private int from(long row, NativeFloats table) {
        return (int) Objects.checkIndex(row, table.length() / width()) * width();
    }

    @Override
    public void close() {
        words.close();
        positions.ifPresent(NativeFloats::close);
        types.ifPresent(NativeFloats::close);
        projection.ifPresent(DenseLayer::close);
    }
}

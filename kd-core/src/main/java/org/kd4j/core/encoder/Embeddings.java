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
    static Embeddings of(Gemm gemm, EmbeddingWeights weights) {
        return new Embeddings(
                NativeFloats.of(weights.words()),
                weights.positions().map(NativeFloats::of),
                weights.rule(),
                weights.types().map(NativeFloats::of),
                new NormKernel(weights.norm()),
                weights.projection().map(layer -> DenseLayer.of(gemm, layer)));
    }

    /** Tables and matrices where they lie in the vector; biases and gains are copied. */
    static Embeddings over(Gemm gemm, ParameterVector vector) {
        EmbeddingShape shape = vector.layout().shape().embeddings();
        return new Embeddings(
                vector.floats(EncoderLayout.WORDS),
                table(vector, EncoderLayout.POSITIONS, shape.positions()),
                shape.rule(),
                table(vector, EncoderLayout.TYPES, shape.types()),
                Block.norm(vector, EncoderLayout.EMBEDDING_NORM),
                shape.projected()
                        ? Optional.of(DenseLayer.over(gemm, vector, EncoderLayout.PROJECTION))
                        : Optional.empty());
    }

    private static Optional<NativeFloats> table(ParameterVector vector, String name, int rows) {
        return rows > 0 ? Optional.of(vector.floats(name)) : Optional.empty();
    }

    int width() {
        return norm.width();
    }

    /** Fills the states [rows, hidden] of the unit's tokens. */
    void run(Workspace workspace, EncoderInput input, Unit unit) {
        if (projection.isEmpty()) {
            look(workspace, workspace.states, input, unit);
            return;
        }
        workspace.embedded = Workspace.grown(workspace.embedded, (long) unit.rows() * width());
        look(workspace, workspace.embedded, input, unit);
        projection.get().multiply(unit.rows(), workspace.embedded, workspace.states, false);
        RowLoop.change(workspace, workspace.states, unit.rows(), projection.get().bias, values -> {});
    }

    private void look(Workspace workspace, NativeFloats target, EncoderInput input, Unit unit) {
        for (int i = 0; i < unit.records().length; i++) {
            forEachSum(workspace, input, unit, i, (row, values) -> {
                norm.apply(values);
                target.put(row * width(), values, 0, width());
            });
        }
    }

    /** What is done with the sum of a token's rows of the tables. */
    @FunctionalInterface
    interface Body {
        /**
         * @param row of the token in its unit
         * @param values word, position and type, added up [width]; may be overwritten
         */
        void apply(int row, float[] values);
    }

    void forEachSum(Workspace workspace, EncoderInput input, Unit unit, int index, Body body) {
        int record = unit.records()[index];
        int width = width();
        float[] values = workspace.chunk(width);
        float[] scratch = workspace.scratch(width);
        int[] places = rule.rows(input.ids()[record]);
        for (int row = unit.starts()[index]; row < unit.starts()[index + 1]; row++) {
            int position = unit.positions()[row];
            words.get(from(input.ids()[record][position], words), values, 0, width);
            positions.ifPresent(table -> add(values, table, places[position], scratch));
            types.ifPresent(table -> add(values, table, input.type(record, position), scratch));
            body.apply(row, values);
        }
    }

    private void add(float[] values, NativeFloats table, long row, float[] scratch) {
        table.get(from(row, table), scratch, 0, width());
        RowLoop.add(values, scratch, width());
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

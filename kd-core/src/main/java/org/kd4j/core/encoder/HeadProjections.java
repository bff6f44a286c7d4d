package org.kd4j.core.encoder;

import java.util.List;

/**
 * Projections of records in which all tokens ask, each [query, key or value, head, token, size]: what a product reads lies
 * together. In rows of all heads it would be in pieces, nearly each in a memory page of its own.
 *
 * @param values of one record behind the other
 * @param first row of the token with which they begin
 */
record HeadProjections(NativeFloats values, int first, int hidden) implements Projections {

    /**
     * Sets those of a record, after the addition of biases.
     *
     * @param rows of queries, keys and values
     * @param firstRow row of the token with which each begins
     * @param layers that made them
     */
    void set(
            Workspace workspace, Attention.Asking record, int size, Stack rows, int firstRow, List<DenseLayer> layers) {
        float[] row = workspace.chunk(hidden);
        for (int part = 0; part < layers.size(); part++) {
            float[] bias = layers.get(part).bias;
            for (int token = 0; token < record.tokens(); token++) {
                rows.values().get(rows.row(part, record.row() - firstRow + token) * hidden, row, 0, hidden);
                RowLoop.add(row, bias, hidden);
                for (int column = 0; column < hidden; column += size) {
                    values.put(place(record, part * hidden + column) + token * size, row, column, size);
                }
            }
        }
    }

    /**
     * Copies those of a record to its rows, and adds these up.
     *
     * @param rows of queries, keys and values, of all tokens
     * @param sums of each [hidden]
     */
    void addRows(Workspace workspace, Attention.Asking record, int size, Stack rows, List<float[]> sums) {
        float[] row = workspace.chunk(hidden);
        for (int part = 0; part < sums.size(); part++) {
            for (int token = 0; token < record.tokens(); token++) {
                for (int column = 0; column < hidden; column += size) {
                    values.get(place(record, part * hidden + column) + token * size, row, column, size);
                }
                RowLoop.add(sums.get(part), row, hidden);
                rows.values().put(rows.row(part, record.row() + token) * hidden, row, 0, hidden);
            }
        }
    }

    /** Where the numbers begin that are in rows from a column on. */
    private int place(Attention.Asking record, int column) {
        return (record.row() - first) * 3 * hidden + column * record.tokens();
    }

    @Override
    public Matrix query(Attention.Group group, int head, int size) {
        return part(group, head * size, size);
    }

    @Override
    public Matrix key(Attention.Group group, int head, int size) {
        return part(group, hidden + head * size, size);
    }

    @Override
    public Matrix value(Attention.Group group, int head, int size) {
        return part(group, 2 * hidden + head * size, size);
    }

    private Matrix part(Attention.Group group, int column, int size) {
        return values.matrix(place(group.record(), column), size);
    }
}

package org.kd4j.core.encoder;

/**
 * Projections of records in which all tokens ask, each [query, key or value, head, token, size]: what a product reads lies
 * together. In rows of all heads it would be in pieces, nearly each in a memory page of its own.
 *
 * @param values of one record behind the other
 * @param first row of the token with which they begin
 */
record HeadProjections(NativeFloats values, int first, int hidden) implements Projections {

    /**
     * Sets those of a record to its rows [3 hidden], after the addition of a bias.
     *
     * @param firstRow row of the token with which {@code rows} begin
     */
    void set(Workspace workspace, Attention.Asking record, int size, NativeFloats rows, int firstRow, float[] bias) {
        int width = 3 * hidden;
        float[] row = workspace.chunk(width);
        for (int token = 0; token < record.tokens(); token++) {
            rows.get((record.row() - firstRow + token) * width, row, 0, width);
            RowLoop.add(row, bias, width);
            for (int column = 0; column < width; column += size) {
                values.put(place(record, column) + token * size, row, column, size);
            }
        }
    }

    /** Copies those of a record to its rows [3 hidden] of all rows, and adds these to {@code sums}. */
    void addRows(Workspace workspace, Attention.Asking record, int size, NativeFloats rows, float[] sums) {
        int width = 3 * hidden;
        float[] row = workspace.chunk(width);
        for (int token = 0; token < record.tokens(); token++) {
            for (int column = 0; column < width; column += size) {
                values.get(place(record, column) + token * size, row, column, size);
            }
            RowLoop.add(sums, row, width);
            rows.put((record.row() + token) * width, row, 0, width);
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

package org.kd4j.core.interchange;

/**
 * A range of the columns of a hidden state.
 *
 * @param from the first
 * @param to the first behind them
 */
public record Columns(int from, int to) {

    /** Throws {@link IllegalArgumentException} if there is none. */
    public Columns {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException(
                    "columns: found " + from + " to " + to + ", expected one or more from 0 on");
        }
    }

    /** All of them. */
    public static Columns all(int hidden) {
        return new Columns(0, hidden);
    }

    /**
     * What belongs to some heads of attention: head h of n has the h-th of n equal parts, from 0.
     *
     * @param from the first head
     * @param to the first head behind them
     * @throws IllegalArgumentException if there are no such heads, or they do not divide the hidden size
     */
    public static Columns ofHeads(int from, int to, int heads, int hidden) {
        if (heads < 1 || hidden % heads != 0) {
            throw new IllegalArgumentException("columns: found " + heads + " heads on " + hidden + " columns");
        }
        if (from < 0 || to <= from || to > heads) {
            throw new IllegalArgumentException(
                    "columns: found heads " + from + " to " + to + ", expected one or more of 0 to " + heads);
        }
        int size = hidden / heads;
        return new Columns(from * size, to * size);
    }

    int count() {
        return to - from;
    }
}

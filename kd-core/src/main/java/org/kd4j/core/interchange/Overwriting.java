package org.kd4j.core.interchange;

import java.util.Arrays;
import org.kd4j.core.encoder.EncoderInput;

/**
 * An {@link Interchange} between two batches, or within one: what it makes of their hidden states, and where gradients go.
 * A row is a position of a record: record · length + position.
 *
 * <pre>
 *   Overwriting swap = Overwriting.of(interchange, input, input, hidden);
 *   float[] state = pass.state(k);
 *   try (UpperPass upper = encoder.forward(input, new GivenState(k, swap.overwritten(state, state)), stream, reading)) {
 *       float[] gradient = upper.backward(gradients, lowest);
 *       // of state k of the pass: swap.toBase(gradient) + swap.toSource(gradient)
 *   }
 * </pre>
 */
public final class Overwriting {
    private final Interchange interchange;
    private final int hidden;
    private final int baseValues;
    private final int sourceValues;
    private final int[] baseRows;
    private final int[] sourceRows;

    private Overwriting(Interchange interchange, int hidden, EncoderInput base, EncoderInput source, int[][] pairs) {
        this.interchange = interchange;
        this.hidden = hidden;
        this.baseValues = values(base, hidden);
        this.sourceValues = values(source, hidden);
        this.baseRows = Arrays.stream(pairs).mapToInt(pair -> pair[0]).toArray();
        this.sourceRows = Arrays.stream(pairs).mapToInt(pair -> pair[1]).toArray();
    }

    private static int values(EncoderInput input, int hidden) {
        return Math.multiplyExact(input.batch() * input.length(), hidden);
    }

    /**
     * @param base the batch whose records are overwritten
     * @param source the batch that the values come from; may be the same
     * @param hidden width of the states
     * @throws IllegalArgumentException if there is no such record, position or column
     */
    public static Overwriting of(Interchange interchange, EncoderInput base, EncoderInput source, int hidden) {
        if (interchange.columns().to() > hidden) {
            throw new IllegalArgumentException("interchange: found " + interchange.columns() + ", expected columns of "
                    + hidden + ", the width of the states");
        }
        int[][] pairs = interchange.exchanges().stream()
                .flatMap(one -> Arrays.stream(pairs(one, base, source)))
                .toArray(int[][]::new);
        return new Overwriting(interchange, hidden, base, source, pairs);
    }

    /** Rows of base and source; what is padding in one of them is left out. */
    private static int[][] pairs(Exchange one, EncoderInput base, EncoderInput source) {
        requireRecord("base", one.base(), base);
        requireRecord("source", one.source(), source);
        int[][] pairs = new int[one.basePositions().length][];
        int count = 0;
        for (int i = 0; i < pairs.length; i++) {
            int to = one.basePositions()[i];
            int from = one.sourcePositions()[i];
            requirePosition("base", one.base(), to, base);
            requirePosition("source", one.source(), from, source);
            if (base.isToken(one.base(), to) && source.isToken(one.source(), from)) {
                pairs[count++] = new int[] {one.base() * base.length() + to, one.source() * source.length() + from};
            }
        }
        return Arrays.copyOf(pairs, count);
    }

    private static void requireRecord(String what, int record, EncoderInput input) {
        if (record >= input.batch()) {
            throw new IllegalArgumentException("interchange: found " + what + " record " + record + ", expected 0 to "
                    + (input.batch() - 1) + ", as there are " + input.batch());
        }
    }

    private static void requirePosition(String what, int record, int position, EncoderInput input) {
        if (position < 0 || position >= input.length()) {
            throw new IllegalArgumentException("interchange: found position " + position + " of " + what + " record "
                    + record + ", expected 0 to " + (input.length() - 1));
        }
    }

    /** Rows that are overwritten, each once. */
    public int[] baseRows() {
        return baseRows.clone();
    }

    /** For each of these the row that its values come from; one may come more than once. */
    public int[] sourceRows() {
        return sourceRows.clone();
    }

    /** Which columns of them. */
    public Columns columns() {
        return interchange.columns();
    }

    /** Number of the state. */
    public int layer() {
        return interchange.layer();
    }

    /**
     * The state of the base run after the intervention.
     *
     * @param base its state, [batch, sequence, hidden]
     * @param source the state of the source run
     */
    public float[] overwritten(float[] base, float[] source) {
        require("state of the base", base, baseValues);
        require("state of the source", source, sourceValues);
        float[] result = base.clone();
        for (int i = 0; i < baseRows.length; i++) {
            System.arraycopy(
                    source,
                    place(sourceRows[i]),
                    result,
                    place(baseRows[i]),
                    columns().count());
        }
        return result;
    }

    /**
     * What of the gradient by the overwritten state goes to the base's: nothing where it was overwritten.
     *
     * @param gradient [batch, sequence, hidden] of the base
     */
    public float[] toBase(float[] gradient) {
        require("gradient", gradient, baseValues);
        float[] result = gradient.clone();
        for (int row : baseRows) {
            Arrays.fill(result, place(row), place(row) + columns().count(), 0f);
        }
        return result;
    }

    /**
     * What of the gradient by the overwritten state goes to the source's: the sum, for each value, of the gradients of
     * those that it overwrote.
     *
     * @param gradient [batch, sequence, hidden] of the base
     * @return [batch, sequence, hidden] of the source
     */
    public float[] toSource(float[] gradient) {
        require("gradient", gradient, baseValues);
        float[] result = new float[sourceValues];
        for (int i = 0; i < baseRows.length; i++) {
            int from = place(baseRows[i]);
            int to = place(sourceRows[i]);
            for (int column = 0; column < columns().count(); column++) {
                result[to + column] += gradient[from + column];
            }
        }
        return result;
    }

    /** Where what is exchanged of a row begins. */
    private int place(int row) {
        return row * hidden + columns().from();
    }

    private static void require(String what, float[] found, int expected) {
        if (found.length != expected) {
            throw new IllegalArgumentException(
                    "interchange: " + what + ": found " + found.length + " values, expected " + expected);
        }
    }
}

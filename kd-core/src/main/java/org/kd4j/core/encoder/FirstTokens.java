package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first tokens of a batch's records, as rows of their own. Where a loss reads the last state of nothing else, as a
 * head on [CLS] does, only they have a gradient on the way back to the last block's attention.
 *
 * @param shard of these rows
 * @param rows where each is among the rows of the whole batch, ascending
 */
record FirstTokens(Shard shard, int[] rows) {

    /** Empty where another token has a gradient. */
    static Optional<FirstTokens> of(EncoderInput input, List<Shard> shards, float[] gradient, int hidden) {
        List<int[]> firsts = new ArrayList<>();
        for (Shard shard : shards) {
            Unit unit = shard.unit();
            for (int i = 0; i < unit.records().length; i++) {
                int record = unit.records()[i];
                for (int row = unit.starts()[i]; row < unit.starts()[i + 1]; row++) {
                    int position = unit.positions()[row];
                    if (row == unit.starts()[i]) {
                        firsts.add(new int[] {record, position, shard.first() + row});
                    } else if (anyIn(gradient, (record * input.length() + position) * hidden, hidden)) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.of(of(firsts));
    }

    private static boolean anyIn(float[] gradient, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (gradient[i] != 0) {
                return true;
            }
        }
        return false;
    }

    private static FirstTokens of(List<int[]> firsts) {
        int count = firsts.size();
        Unit unit = new Unit(new int[count], new int[count + 1], new int[count]);
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            unit.records()[i] = firsts.get(i)[0];
            unit.positions()[i] = firsts.get(i)[1];
            unit.starts()[i + 1] = i + 1;
            rows[i] = firsts.get(i)[2];
        }
        return new FirstTokens(new Shard(unit, 0, 0, 0), rows);
    }

    /** Copies their rows out of the whole batch's. */
    void gather(NativeFloats whole, NativeFloats target, int width) {
        float[] values = new float[width];
        for (int i = 0; i < rows.length; i++) {
            whole.get(rows[i] * width, values, 0, width);
            target.put(i * width, values, 0, width);
        }
    }

    void gather(float[] whole, float[] target) {
        for (int i = 0; i < rows.length; i++) {
            target[i] = whole[rows[i]];
        }
    }

    /**
     * Their rows at their places among a shard's, and 0 everywhere else.
     *
     * @param values of these rows [rows, width]
     * @param target receives the shard's rows
     * @param first row of the shard in the target
     */
    void scatter(NativeFloats values, Shard whole, NativeFloats target, int first, int width) {
        float[] row = new float[width];
        for (int i = 0; i < whole.rows(); i++) {
            target.put((first + i) * width, row, 0, width);
        }
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] >= whole.first() && rows[i] < whole.end()) {
                values.get(i * width, row, 0, width);
                target.put((first + rows[i] - whole.first()) * width, row, 0, width);
            }
        }
    }
}

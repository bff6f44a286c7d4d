package org.kd4j.core.batch;

import org.kd4j.core.objective.TeacherLayers;

/**
 * Hidden states that are in memory.
 *
 * @param layers which ones
 * @param fingerprint of what made them
 * @param rows [records, {@link TeacherLayers#rowLength()}]
 */
public record KnownStates(TeacherLayers layers, String fingerprint, float[][] rows) implements TeacherStates {

    /** Throws {@link IllegalArgumentException} if a row is not as long as the layers say. */
    public KnownStates {
        for (float[] row : rows) {
            if (row.length != layers.rowLength()) {
                throw new IllegalArgumentException("teacher's hidden states of a record: found " + row.length
                        + " values, expected " + layers.rowLength());
            }
        }
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public float[][] of(int... rows) {
        float[][] states = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            states[i] = this.rows[rows[i]];
        }
        return states;
    }

    @Override
    public KnownStates select(int... rows) {
        return new KnownStates(layers, fingerprint, of(rows));
    }
}

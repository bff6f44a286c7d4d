package org.kd4j.core.batch;

import org.kd4j.core.objective.TeacherLayers;

/** The teacher's hidden states of some records, kept or asked for when they are needed. */
public sealed interface TeacherStates permits KnownStates, AskedStates {

    /** Which states there are, and how a record's row is laid out. */
    TeacherLayers layers();

    /** Of what made the states, as {@link TextFunction#fingerprint()} has it. */
    String fingerprint();

    /** Number of records. */
    int size();

    /** The states of the records at these rows, [rows, {@link TeacherLayers#rowLength()}]; not to be changed. */
    float[][] of(int... rows);

    /** Those of the records at these rows, in this order. */
    TeacherStates select(int... rows);
}

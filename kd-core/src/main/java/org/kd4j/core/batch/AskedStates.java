package org.kd4j.core.batch;

import java.util.Arrays;
import java.util.List;
import org.kd4j.core.objective.TeacherLayers;

/**
 * Hidden states that the teacher is asked for each time they are needed: they cost time in every epoch, and no memory.
 * Students that share a teacher take turns.
 *
 * @param layers which ones
 * @param teacher answers a text with its row, [{@link TeacherLayers#rowLength()}]; to be open as long as this is used
 * @param texts of the records
 */
public record AskedStates(TeacherLayers layers, TextFunction teacher, List<String> texts) implements TeacherStates {

    /** Throws {@link IllegalArgumentException} if the teacher's answers are not as long as the layers say. */
    public AskedStates {
        texts = List.copyOf(texts);
        if (teacher.width() != layers.rowLength()) {
            throw new IllegalArgumentException("teacher's hidden states of a record: found " + teacher.width()
                    + " values, expected " + layers.rowLength());
        }
    }

    @Override
    public String fingerprint() {
        return teacher.fingerprint();
    }

    @Override
    public int size() {
        return texts.size();
    }

    @Override
    public float[][] of(int... rows) {
        synchronized (teacher) {
            return teacher.apply(texts(rows));
        }
    }

    @Override
    public AskedStates select(int... rows) {
        return new AskedStates(layers, teacher, texts(rows));
    }

    private List<String> texts(int... rows) {
        return Arrays.stream(rows).mapToObj(texts::get).toList();
    }
}

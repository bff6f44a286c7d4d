package org.kd4j.models.teacher;

import java.util.Arrays;
import java.util.List;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.io.Sha256;

/** A teacher whose logits are put into another order of the same classes. */
public final class LabelOrder implements Teacher {
    private final Teacher teacher;
    private final List<String> labels;
    private final String fingerprint;

    private LabelOrder(Teacher teacher, List<String> labels) {
        this.teacher = teacher;
        this.labels = List.copyOf(labels);
        Sha256 hash = new Sha256().add("label order").add(teacher.fingerprint());
        teacher.labels().forEach(hash::add);
        labels.forEach(hash::add);
        this.fingerprint = hash.hex();
    }

    /**
     * The teacher with its logits in the order of these labels; the teacher itself where that is its order already.
     *
     * @throws IllegalArgumentException unless both have the same classes
     */
    public static Teacher arrange(Teacher teacher, List<String> labels) {
        if (teacher.labels().equals(labels)) {
            return teacher;
        }
        if (labels.size() != teacher.labels().size() || !teacher.labels().containsAll(labels)) {
            throw new IllegalArgumentException(
                    "labels: found " + labels + ", expected " + teacher.labels() + " in any order");
        }
        return new LabelOrder(teacher, labels);
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public int width() {
        return teacher.width();
    }

    @Override
    public float[][] apply(List<String> texts) {
        int[] from = labels.stream().mapToInt(teacher.labels()::indexOf).toArray();
        return Arrays.stream(teacher.apply(texts))
                .map(row -> arrange(row, from))
                .toArray(float[][]::new);
    }

    /** A row has the logits of one answer, or of one answer behind another. */
    private static float[] arrange(float[] row, int[] from) {
        float[] arranged = new float[row.length];
        for (int answer = 0; answer < row.length; answer += from.length) {
            for (int c = 0; c < from.length; c++) {
                arranged[answer + c] = row[answer + from[c]];
            }
        }
        return arranged;
    }
}

package org.kd4j.arbiter.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.seed.Seeds;

/** Made-up records of a given length; what a step costs does not depend on what they say. */
final class RandomRecords {
    private RandomRecords() {}

    static Batch of(int records, int tokens, int vocabulary, int classes) {
        SplittableRandom random = Seeds.stream(0, "bench", records);
        int[][] rows = new int[records][];
        for (int i = 0; i < records; i++) {
            rows[i] = random.ints(tokens, 1, vocabulary).toArray();
        }
        return of(rows, classes);
    }

    /** Given texts with made-up labels and teacher. */
    static Batch of(int[][] tokens, int classes) {
        int records = tokens.length;
        SplittableRandom random = Seeds.stream(0, "bench labels", records);
        List<String> ids = new ArrayList<>();
        int[] labels = new int[records];
        float[][] logits = new float[records][classes];
        for (int i = 0; i < records; i++) {
            ids.add(String.valueOf(i));
            labels[i] = random.nextInt(classes);
            for (int c = 0; c < classes; c++) {
                logits[i][c] = (float) random.nextGaussian();
            }
        }
        return Batch.of(ids, tokens, labels).withTeacher(logits);
    }
}

package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerStudent;

class StudentsTest {

    /** AdamW's decay moves a word that no record reads, where steps are dense. */
    @ParameterizedTest
    @CsvSource({"sparse, false", "dense, true"})
    void movesTheWordsThatTheConfigurationSays(String embeddings, boolean unreadMoves) {
        Config config = ConfigTree.read(
                        null,
                        List.of(
                                "student={kind: transformer, layers: 1, hidden: 8, heads: 2, intermediate: 16}",
                                "training.embeddings=" + embeddings))
                .toConfig();
        Batch batch = new Batch(List.of("a"), new int[][] {{3, 4}}, new int[] {1}, null);
        try (TransformerStudent student =
                (TransformerStudent) Students.of(new TextTask(20, 0, 8, 2)).create(config)) {
            float read = word(student, 3);
            float unread = word(student, 9);
            student.learn(batch, new HardLabels(), 0.1);
            assertThat(word(student, 3)).isNotEqualTo(read);
            assertThat(word(student, 9) != unread).isEqualTo(unreadMoves);
        }
    }

    private static float word(TransformerStudent student, int id) {
        FloatBuffer words = student.encoder().embeddings().words();
        return words.get(words.position() + id * 8);
    }
}

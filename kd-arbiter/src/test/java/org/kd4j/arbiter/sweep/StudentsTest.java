package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.training.ParameterPart;
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
        Batch batch = Batch.of(List.of("a"), new int[][] {{3, 4}}, new int[] {1});
        try (TransformerStudent student =
                (TransformerStudent) Students.of(new TextTask(20, 0, 8, 2)).create(config)) {
            float read = word(student, 3);
            float unread = word(student, 9);
            student.learn(batch, new HardLabels(), 0.1);
            assertThat(word(student, 3)).isNotEqualTo(read);
            assertThat(word(student, 9) != unread).isEqualTo(unreadMoves);
        }
    }

    /** The step of plain gradient descent is the gradient times the rate, which a layer further down has half of. */
    @Test
    void freezesAndSlowsThePartsThatTheConfigurationSays() {
        try (TransformerStudent full = stepped("training.layerDecay=1.0");
                TransformerStudent half = stepped("training.layerDecay=0.5", "training.freeze=[embeddings]");
                TransformerStudent start = stepped("training.optimizer.learningRate=1e-30")) {
            ParameterVector before = start.vector();
            assertThat(half.vector().get("embeddings.words")).isEqualTo(before.get("embeddings.words"));
            assertThat(full.vector().get("embeddings.words")).isNotEqualTo(before.get("embeddings.words"));
            String up = "layers.0.up.weight";
            float whole = full.vector().get(up)[0] - before.get(up)[0];
            assertThat(Math.abs(whole)).isGreaterThan(1e-5f);
            assertThat(half.vector().get(up)[0] - before.get(up)[0])
                    .isCloseTo(whole / 4, within(1e-3f * Math.abs(whole)));
        }
    }

    /** Its readout moves three times as far, and nothing else does. */
    @Test
    void theReadoutLearnsAtTheRateThatTheConfigurationSays() {
        try (TransformerStudent one = read(1);
                TransformerStudent three = read(3);
                TransformerStudent before = read(1e-30)) {
            float longest = 0;
            for (ParameterPart part : one.parts()) {
                for (int i = part.offset(); i < part.offset() + part.length(); i++) {
                    float start = before.weights().get(i);
                    float step = one.weights().get(i) - start;
                    if (part.apart()) {
                        longest = Math.max(longest, Math.abs(step));
                        assertThat(three.weights().get(i) - start).isCloseTo(3 * step, within(1e-6f));
                    } else {
                        assertThat(three.weights().get(i))
                                .as(part.name())
                                .isEqualTo(one.weights().get(i));
                    }
                }
            }
            assertThat(longest).isGreaterThan(1e-4f);
        }
    }

    private static TransformerStudent read(double readoutRate) {
        Config config = ConfigTree.read(
                        null,
                        List.of(
                                "student={kind: transformer, layers: 2, hidden: 8, heads: 2, intermediate: 16, dropout: 0}",
                                "training.optimizer={kind: sgd, learningRate: 0.1}",
                                "training.clipNorm=null",
                                "objective={kind: dedier, readoutBlock: 1, readoutRate: " + readoutRate + "}"))
                .toConfig();
        Students.check(config);
        Batch batch = Batch.of(List.of("a", "b"), new int[][] {{3, 4}, {5, 6, 7}}, new int[] {1, 0})
                .withTeacher(new float[][] {{-1, 1}, {2, 0}});
        TransformerStudent student =
                (TransformerStudent) Students.of(new TextTask(20, 0, 8, 2)).create(config);
        student.learn(batch, config.objective().toObjective(), 0.1);
        return student;
    }

    private static TransformerStudent stepped(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "student={kind: transformer, layers: 2, hidden: 8, heads: 2, intermediate: 16, dropout: 0}",
                "training.optimizer={kind: sgd, learningRate: 10}",
                "training.clipNorm=null"));
        all.addAll(List.of(settings));
        Config config = ConfigTree.read(null, all).toConfig();
        Students.check(config);
        Batch batch = Batch.of(List.of("a"), new int[][] {{3, 4}}, new int[] {1});
        TransformerStudent student =
                (TransformerStudent) Students.of(new TextTask(20, 0, 8, 2)).create(config);
        student.learn(batch, new HardLabels(), config.training().optimizer().learningRate());
        return student;
    }

    private static float word(TransformerStudent student, int id) {
        FloatBuffer words = student.encoder().embeddings().words();
        return words.get(words.position() + id * 8);
    }
}

package org.kd4j.data.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.CounterfactualTeacher;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.objective.TeacherLayers;

class CachedCounterfactualsTest {
    private static final int[][] TOKENS = {{1, 5, 6, 2}, {1, 7, 8, 9, 2}, {1, 4, 2}};
    private static final Interchange SWAP = swap(2, new Columns(0, 8), 1, 2);

    @TempDir
    Path folder;

    /** Both of the first two records exchange tokens, from these positions on; the third stays as it is. */
    private static Interchange swap(int layer, Columns columns, int one, int other) {
        return new Interchange(
                layer, columns, List.of(Exchange.ofSpans(0, one, 1, other, 2), Exchange.ofSpans(1, other, 0, one, 2)));
    }

    @Test
    void answersTheSameBitsWithoutAskingAgain() {
        Counting teacher = new Counting("teacher", 0);
        CounterfactualTeacher.Answers first;
        try (CachedCounterfactuals cached = cached(teacher)) {
            first = cached.answer(TOKENS, Optional.of(SWAP));
            assertThat(first.logits()).isDeepEqualTo(teacher.given.get(0).logits());
            assertThat(cached.answer(TOKENS, Optional.of(SWAP)).logits()).isDeepEqualTo(first.logits());
            assertThat(first.states()).isEmpty();
            assertThat(cached.asked()).isEqualTo(6);
            assertThat(cached.computed()).isEqualTo(3);
            assertThat(cached.fingerprint()).isEqualTo("teacher");
        }
        try (CachedCounterfactuals later = cached(teacher)) {
            assertThat(later.answer(TOKENS, Optional.of(SWAP)).logits()).isDeepEqualTo(first.logits());
            assertThat(later.computed()).isZero();
        }
        assertThat(teacher.given).hasSize(1);
    }

    @Test
    void asksAgainForAnythingElse() {
        int[][] otherBase = {{1, 5, 3, 2}, TOKENS[1], TOKENS[2]};
        int[][] otherSource = {TOKENS[0], {1, 7, 8, 3, 2}, TOKENS[2]};
        Interchange otherRecord = new Interchange(
                2, new Columns(0, 8), List.of(Exchange.ofSpans(0, 1, 2, 1, 1), Exchange.ofSpans(1, 2, 0, 1, 2)));
        Interchange scattered = new Interchange(
                2,
                new Columns(0, 8),
                List.of(
                        new Exchange(0, 1, new int[] {0, 3}, new int[] {2, 3}),
                        new Exchange(1, 0, new int[] {2, 3}, new int[] {0, 3})));
        Counting teacher = new Counting("teacher", 0);
        try (CachedCounterfactuals cached = cached(teacher)) {
            ask(cached, TOKENS, Optional.of(SWAP));
            ask(cached, TOKENS, Optional.of(swap(1, new Columns(0, 8), 1, 2)));
            ask(cached, TOKENS, Optional.of(swap(2, new Columns(0, 4), 1, 2)));
            ask(cached, TOKENS, Optional.of(swap(2, new Columns(4, 8), 1, 2)));
            ask(cached, TOKENS, Optional.of(swap(2, new Columns(0, 8), 0, 2)));
            ask(cached, TOKENS, Optional.of(swap(2, new Columns(0, 8), 1, 1)));
            ask(cached, TOKENS, Optional.of(scattered));
            ask(cached, TOKENS, Optional.of(otherRecord));
            ask(cached, TOKENS, Optional.empty());
            ask(cached, otherBase, Optional.of(SWAP));
            ask(cached, otherSource, Optional.of(SWAP));
        }
        assertThat(teacher.given).hasSize(11);
        Counting other = new Counting("another", 0);
        try (CachedCounterfactuals cached = cached(other)) {
            ask(cached, TOKENS, Optional.of(SWAP));
        }
        assertThat(other.given).hasSize(1);
    }

    /** The answer is what this very question has, not one with the same answer by chance: all of the fake's differ. */
    private static void ask(CachedCounterfactuals cached, int[][] tokens, Optional<Interchange> interchange) {
        long before = cached.computed();
        cached.answer(tokens, interchange);
        assertThat(cached.computed()).isGreaterThan(before);
    }

    /** Where records stand in a batch changes nothing, as long as their sources come along. */
    @Test
    void knowsARecordWhereverItStands() {
        Counting teacher = new Counting("teacher", 0);
        try (CachedCounterfactuals cached = cached(teacher)) {
            float[][] first = cached.answer(TOKENS, Optional.of(SWAP)).logits();
            Interchange behind = new Interchange(
                    2, new Columns(0, 8), List.of(Exchange.ofSpans(2, 1, 1, 2, 2), Exchange.ofSpans(1, 2, 2, 1, 2)));

            float[][] again = cached.answer(new int[][] {TOKENS[2], TOKENS[1], TOKENS[0]}, Optional.of(behind))
                    .logits();

            assertThat(again).isDeepEqualTo(new float[][] {first[2], first[1], first[0]});
            assertThat(teacher.given).hasSize(1);
        }
    }

    /** A teacher may say the same to a rounding error only in another batch; a later run would read what is kept. */
    @Test
    void answersWhatIsKeptWhereTheRestOfABatchIsMissing() {
        Counting teacher = new Counting("teacher", 0);
        try (CachedCounterfactuals cached = cached(teacher)) {
            float[][] kept = cached.answer(TOKENS, Optional.of(SWAP)).logits();
            int[][] more = {TOKENS[0], TOKENS[1], {1, 3, 3, 2}};

            float[][] answers = cached.answer(more, Optional.of(SWAP)).logits();

            assertThat(teacher.given).hasSize(2);
            assertThat(cached.computed()).isEqualTo(4);
            assertThat(answers[0]).containsExactly(kept[0]);
            assertThat(answers[1]).containsExactly(kept[1]);
            assertThat(answers[2]).containsExactly(teacher.given.get(1).logits()[2]);
            assertThat(cached.answer(more, Optional.of(SWAP)).logits()).isDeepEqualTo(answers);
        }
    }

    /** Two records of one text and one exchange are one question. */
    @Test
    void givesEqualRecordsOfABatchOneAnswer() {
        try (CachedCounterfactuals cached = cached(new Counting("teacher", 0))) {
            int[][] twice = {TOKENS[0], TOKENS[1], TOKENS[0], TOKENS[1]};
            Interchange pairs = new Interchange(
                    2, new Columns(0, 8), List.of(Exchange.ofSpans(0, 1, 1, 2, 2), Exchange.ofSpans(2, 1, 3, 2, 2)));

            float[][] answers = cached.answer(twice, Optional.of(pairs)).logits();

            assertThat(answers[2]).containsExactly(answers[0]);
            assertThat(cached.answer(twice, Optional.of(pairs)).logits()).isDeepEqualTo(answers);
        }
    }

    @Test
    void keepsStatesBesideLogits() {
        Counting teacher = new Counting("teacher with states", 6);
        try (CachedCounterfactuals cached = cached(teacher)) {
            CounterfactualTeacher.Answers first = cached.answer(TOKENS, Optional.of(SWAP));
            CounterfactualTeacher.Answers second = cached.answer(TOKENS, Optional.of(SWAP));

            for (CounterfactualTeacher.Answers answers : List.of(first, second)) {
                assertThat(answers.logits()).isDeepEqualTo(teacher.given.get(0).logits());
                assertThat(answers.states().orElseThrow())
                        .isDeepEqualTo(teacher.given.get(0).states().orElseThrow());
            }
            assertThat(cached.layers()).contains(new TeacherLayers(4, 3, List.of(1, 3)));
        }
        assertThat(teacher.given).hasSize(1);
    }

    @Test
    void rejectsWhatIsNotWhatWasWritten() throws SQLException {
        try (CachedCounterfactuals cached = cached(new Counting("teacher", 0))) {
            cached.answer(TOKENS, Optional.of(SWAP));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE vector SET float32_le = x'0000000000000000'");
        }

        try (CachedCounterfactuals cached = cached(new Counting("teacher", 0))) {
            assertThatThrownBy(() -> cached.answer(TOKENS, Optional.of(SWAP)))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageStartingWith(file() + ": found a damaged vector")
                    .hasMessageContaining("delete it");
        }
    }

    /** All answers of a batch are kept, or none. */
    @Test
    void keepsNothingOfABatchThatIsInterrupted() throws SQLException {
        Counting teacher = new Counting("teacher", 0);
        try (CachedCounterfactuals cached = cached(teacher)) {
            cached.answer(new int[][] {TOKENS[2]}, Optional.empty());
            teacher.fails = true;
            assertThatThrownBy(() -> cached.answer(TOKENS, Optional.of(SWAP))).hasMessage("the power is out");
            teacher.fails = false;
            assertThat(rows()).isEqualTo(1);

            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TRIGGER full BEFORE INSERT ON vector WHEN (SELECT count(*) FROM vector) = 2"
                        + " BEGIN SELECT RAISE(ABORT, 'no room'); END");
            }
            assertThatThrownBy(() -> cached.answer(TOKENS, Optional.of(SWAP)))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("no room");
            assertThat(rows()).isEqualTo(1);
        }
    }

    private int rows() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                var count = statement.executeQuery("SELECT count(*) FROM vector")) {
            return count.getInt(1);
        }
    }

    /** As of two sweeps that run at the same time: whoever is first is right, and both say the same. */
    @Test
    void twoObjectsShareOneFile() throws Exception {
        Counting[] teachers = {new Counting("teacher", 0), new Counting("teacher", 0)};
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (CachedCounterfactuals one = cached(teachers[0]);
                CachedCounterfactuals other = cached(teachers[1])) {
            List<Future<float[][][]>> both = new ArrayList<>();
            for (CachedCounterfactuals cached : List.of(one, other)) {
                both.add(pool.submit(() -> {
                    float[][][] answers = new float[30][][];
                    for (int i = 0; i < answers.length; i++) {
                        answers[i] = cached.answer(TOKENS, Optional.of(swap(1 + i, new Columns(0, 8), 1, 2)))
                                .logits();
                    }
                    return answers;
                }));
            }
            assertThat(both.get(1).get()).isDeepEqualTo(both.get(0).get());
        } finally {
            pool.shutdown();
        }
    }

    private CachedCounterfactuals cached(CounterfactualTeacher teacher) {
        return new CachedCounterfactuals(teacher, file());
    }

    private Path file() {
        return folder.resolve("cache.db");
    }

    /** Never gives the same numbers twice, and none that is a whole number. */
    private static final class Counting implements CounterfactualTeacher {
        private final String fingerprint;
        private final int states;
        private final List<Answers> given = new ArrayList<>();
        private float last;
        private boolean fails;

        Counting(String fingerprint, int states) {
            this.fingerprint = fingerprint;
            this.states = states;
        }

        @Override
        public String fingerprint() {
            return fingerprint;
        }

        @Override
        public Optional<TeacherLayers> layers() {
            return states == 0 ? Optional.empty() : Optional.of(new TeacherLayers(4, states / 2, List.of(1, 3)));
        }

        @Override
        public Answers answer(int[][] tokens, Optional<Interchange> interchange) {
            if (fails) {
                throw new IllegalStateException("the power is out");
            }
            Answers answers = new Answers(
                    rows(tokens.length, 2), states == 0 ? Optional.empty() : Optional.of(rows(tokens.length, states)));
            given.add(answers);
            return answers;
        }

        private float[][] rows(int count, int width) {
            float[][] rows = new float[count][width];
            Arrays.stream(rows).forEach(row -> {
                for (int i = 0; i < width; i++) {
                    last += 0.3f;
                    row[i] = last;
                }
            });
            return rows;
        }
    }
}

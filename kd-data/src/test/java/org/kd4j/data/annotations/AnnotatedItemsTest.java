package org.kd4j.data.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.datavec.api.records.reader.RecordReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.annotation.TiePolicy;
import org.kd4j.core.progress.Progress;
import org.kd4j.data.fixture.HashFunction;
import org.kd4j.data.fixture.Records;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Labels;
import org.kd4j.data.targets.FillReport;
import org.kd4j.data.targets.TeacherCache;

class AnnotatedItemsTest {
    private static final Annotators THREE =
            new Annotators(List.of("ann", "bob", "cy"), Map.of("age", List.of("old", "", "young")));
    private static final AnnotatedItems ITEMS = new AnnotatedItems(
            List.of("i", "j", "k", "l"),
            List.of("one", "two", "three", "two"),
            new Labels(List.of("no", "yes")),
            THREE,
            new Annotations(new int[][] {{1, 2, 3}, {1, 3}, {3}, {}}, new int[][] {{1, 0, 1}, {1, 0}, {0}, {}}));

    @TempDir
    Path folder;

    @Test
    void selectsItems() {
        AnnotatedItems selected = ITEMS.select(2, 0);
        assertThat(selected.ids()).containsExactly("k", "i");
        assertThat(selected.texts()).containsExactly("three", "one");
        assertThat(selected.annotations().labels()).isDeepEqualTo(new int[][] {{0}, {1, 0, 1}});
        assertThat(selected.annotators()).isEqualTo(THREE);
    }

    @Test
    void findsAnnotationsOfRecordsByTheirIds() {
        Annotations found = ITEMS.annotationsOf(List.of("k", "l", "j"));
        assertThat(found.annotators()).isDeepEqualTo(new int[][] {{3}, {}, {1, 3}});
        assertThat(found.labels()).isDeepEqualTo(new int[][] {{0}, {}, {1, 0}});
        assertThatThrownBy(() -> ITEMS.annotationsOf(List.of("k", "m"))).hasMessageContaining("found no item 'm'");
    }

    @Test
    void knowsWhoLabelled() {
        assertThat(ITEMS.seen()).isEqualTo(THREE);
        assertThat(ITEMS.select(1).seen())
                .isEqualTo(new Annotators(List.of("ann", "cy"), Map.of("age", List.of("old", "young"))));
        assertThat(ITEMS.select(3).seen().names()).isEmpty();
    }

    @Test
    void numbersAnnotatorsAsAModelKnowsThem() {
        AnnotatedItems known = ITEMS.withAnnotators(Annotators.of(List.of("zoe", "cy")));
        assertThat(known.annotators().names()).containsExactly("zoe", "cy");
        assertThat(known.annotations().annotators()).isDeepEqualTo(new int[][] {{0, 0, 2}, {0, 2}, {2}, {}});
        assertThat(known.annotations().labels())
                .isDeepEqualTo(ITEMS.annotations().labels());

        AnnotatedItems turned = ITEMS.withAnnotators(Annotators.of(List.of("cy", "bob", "ann")));
        assertThat(turned.annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2, 3}, {1, 3}, {1}, {}});
        assertThat(turned.annotations().labels()).isDeepEqualTo(new int[][] {{1, 0, 1}, {0, 1}, {0}, {}});
    }

    @Test
    void givesRecordsWithTheMajorityAgainAndAgain() {
        RecordReader reader = ITEMS.reader(Majority.of(TiePolicy.SMALLEST, ITEMS.annotations(), 2, 0));
        for (int time = 0; time < 2; time++) {
            assertThat(Records.readAll(reader))
                    .containsExactly(
                            Records.record("i", "one", "yes"),
                            Records.record("j", "two", "no"),
                            Records.record("k", "three", "no"));
            reader.reset();
        }
        assertThat(Column.TEACHER_LOGITS.isNextOf(reader.next())).isTrue();
        reader.reset();
        assertThat(Labels.discover(reader, "items").names()).containsExactly("no", "yes");
    }

    @Test
    void givesNoRecordOfATieThatIsDropped() {
        RecordReader reader = ITEMS.reader(Majority.of(TiePolicy.DROP, ITEMS.annotations(), 2, 0));
        assertThat(Records.readAll(reader))
                .containsExactly(Records.record("i", "one", "yes"), Records.record("k", "three", "no"));
    }

    @Test
    void fillsATeacherCache() {
        HashFunction teacher = new HashFunction("teacher", 2);
        RecordReader reader = ITEMS.reader(Majority.of(TiePolicy.LARGEST, ITEMS.annotations(), 2, 0));
        try (TeacherCache cache = TeacherCache.open(folder.resolve("cache.db"))) {
            assertThat(cache.fill("items", teacher, reader, Progress.SILENT)).isEqualTo(new FillReport(3, 3, 3));
        }
        assertThat(teacher.asked()).containsExactly("one", "two", "three");
    }

    @Test
    void refusesPartsThatDoNotFit() {
        Annotations one = new Annotations(new int[][] {{1}}, new int[][] {{1}});
        assertThatThrownBy(() -> new AnnotatedItems(List.of("i"), List.of(), ITEMS.classes(), THREE, one))
                .hasMessageContaining("found 1 ids, 0 texts and annotations of 1 items");
        assertThatThrownBy(() -> new AnnotatedItems(
                        List.of("i", "i"),
                        List.of("a", "b"),
                        ITEMS.classes(),
                        THREE,
                        ITEMS.annotations().select(0, 1)))
                .hasMessageContaining("found an id twice");
        assertThatThrownBy(() ->
                        new AnnotatedItems(List.of("i"), List.of("a"), ITEMS.classes(), Annotators.of(List.of()), one))
                .hasMessageContaining("found the annotator 1, expected 0 to 0");
        Annotations two = new Annotations(new int[][] {{1}}, new int[][] {{2}});
        assertThatThrownBy(() -> new AnnotatedItems(List.of("i"), List.of("a"), ITEMS.classes(), THREE, two))
                .hasMessageContaining("found the class 2, expected 0 to 1");
    }
}

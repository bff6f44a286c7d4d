package org.kd4j.data.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.records.reader.impl.transform.TransformProcessRecordReader;
import org.datavec.api.transform.TransformProcess;
import org.datavec.api.transform.condition.ConditionOp;
import org.datavec.api.transform.condition.column.StringColumnCondition;
import org.datavec.api.transform.schema.Schema;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.progress.Progress;
import org.kd4j.data.fixture.HashFunction;
import org.kd4j.data.fixture.Records;
import org.kd4j.data.fixture.WordTokenizer;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.ColumnNames;
import org.kd4j.data.records.CsvRecordReader;
import org.kd4j.data.records.FilteredReader;
import org.kd4j.data.records.GlueRecordReader;
import org.kd4j.data.records.GroupColumns;
import org.kd4j.data.records.HoldOut;
import org.kd4j.data.records.Labels;
import org.kd4j.data.records.RecordLayout;
import org.kd4j.data.targets.TeacherCache;

/**
 * Whatever happens to the records between file and batch, each keeps its own teacher logits, which are a function of
 * its text, its own tokens and its own label. Many texts come several times, some with contradicting labels.
 */
class AlignmentTest {
    private static final WordTokenizer TOKENIZER = new WordTokenizer(8);
    private static final int RECORDS = 1_500;

    @TempDir
    Path folder;

    private final HashFunction teacher = new HashFunction("teacher", 2);
    private TeacherCache cache;
    private List<String> lines;

    @BeforeEach
    void fill() throws IOException {
        lines = IntStream.range(0, RECORDS)
                .mapToObj(i -> "text " + i % 1_100 + " \t" + i % 2)
                .toList();
        cache = TeacherCache.open(folder.resolve("cache.db"));
        try (GlueRecordReader reader = file(lines)) {
            cache.fill("train", teacher, reader, Progress.SILENT);
        }
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void keepsEveryRecordOfAFileInOrder() throws IOException {
        try (GlueRecordReader reader = file(lines)) {
            assertThat(assertAligned(reader).size()).isEqualTo(RECORDS);
        }
        assertThat(teacher.asked()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesShufflingAndDroppingLinesOfTheFile(long seed) throws IOException {
        List<String> shuffled = new ArrayList<>(lines);
        Collections.shuffle(shuffled, new Random(seed));
        try (GlueRecordReader reader = file(shuffled)) {
            assertThat(assertAligned(reader).size()).isEqualTo(RECORDS);
        }
        try (GlueRecordReader reader = file(shuffled.subList(0, RECORDS / 3))) {
            assertThat(assertAligned(reader).size()).isEqualTo(RECORDS / 3);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesShufflingAndSamplingRecords(long seed) throws IOException {
        List<List<Writable>> records;
        try (GlueRecordReader reader = file(lines)) {
            records = new ArrayList<>(Records.readAll(reader));
        }
        Collections.shuffle(records, new Random(seed));
        List<List<Writable>> sample = records.subList(0, 400);

        assertThat(assertAligned(Records.reader(sample)).size()).isEqualTo(400);
    }

    @Test
    void survivesDataVecFiltersBeforeTheJoin() throws IOException {
        try (GlueRecordReader reader = file(lines)) {
            Batch batch = assertAligned(new TransformProcessRecordReader(reader, withoutLabel1(Column.schema())));

            assertThat(batch.size()).isEqualTo(RECORDS / 2);
        }
    }

    @Test
    void survivesDataVecFiltersAfterTheJoin() throws IOException {
        try (GlueRecordReader reader = file(lines)) {
            RecordReader joined = cache.join(reader, "train", teacher.fingerprint());
            Batch batch = read(new TransformProcessRecordReader(joined, withoutLabel1(Column.schema(2))));

            assertRowsBelongTogether(batch);
            assertThat(batch.size()).isEqualTo(RECORDS / 2);
        }
    }

    @Test
    void survivesASplit() throws IOException {
        HoldOut split = new HoldOut(0.2, 1);
        try (GlueRecordReader reader = file(lines)) {
            int kept = assertAligned(split.kept(reader)).size();
            reader.reset();
            int heldOut = assertAligned(split.heldOut(reader)).size();

            assertThat(kept + heldOut).isEqualTo(RECORDS);
            assertThat(heldOut).isPositive();
        }
    }

    @Test
    void survivesTheCutIntoBatches() throws IOException {
        try (GlueRecordReader reader = file(lines)) {
            Batch all = assertAligned(reader);
            for (int[] rows : LengthBuckets.of(all.tokens(), 32, 1, 0)) {
                assertRowsBelongTogether(all.select(rows));
            }
        }
    }

    @Test
    void keepsHiddenStatesWithTheirRecordsThroughShufflesAndCuts() throws IOException {
        TeacherLayers layers = new TeacherLayers(6, 3, List.of(2, 4));
        HashFunction states = new HashFunction("states", layers.rowLength());
        try (GlueRecordReader reader = file(lines)) {
            cache.fill("train", states, reader, Progress.SILENT);
        }
        List<String> shuffled = new ArrayList<>(lines);
        Collections.shuffle(shuffled, new Random(4));
        for (StateSource source :
                List.of(new StateSource.Joined(layers, states.fingerprint()), new StateSource.Along(layers, states))) {
            try (GlueRecordReader reader = file(shuffled.subList(0, 700))) {
                RecordReader joined = cache.joinStates(
                        cache.join(reader, "train", teacher.fingerprint()), "train", states.fingerprint());
                Batch all = new BatchReader(TOKENIZER, new Labels(List.of("0", "1")), source)
                        .read(joined, "train")
                        .batch();
                assertRowsBelongTogether(all);
                for (int[] rows : LengthBuckets.of(all.tokens(), 32, 1, 0)) {
                    assertStatesBelongTo(all.select(rows), states);
                }
            }
        }
    }

    @Test
    void keepsGroupsWithTheirRecordsThroughJoinsFiltersAndCuts() throws IOException {
        Path file = folder.resolve("groups.csv");
        StringBuilder rows = new StringBuilder("key,sentence,label,even,third,rest\n");
        IntStream.range(0, RECORDS)
                .forEach(i -> rows.append(i + ",text " + i + "," + i % 2 + "," + (i % 2 == 0 ? 1 : 0) + ","
                        + (i % 5 == 0 ? "" : i % 3 == 0 ? "0.5" : "0.4") + ",is" + i % 7 + "\n"));
        Files.writeString(file, rows);
        TeacherLayers layers = new TeacherLayers(6, 3, List.of(2));
        HashFunction states = new HashFunction("states", layers.rowLength());
        try (CsvRecordReader reader = new CsvRecordReader(new RecordLayout(
                new ColumnNames("sentence", "label", "key"),
                null,
                new GroupColumns(List.of("third", "even"), List.of("rest")),
                null))) {
            reader.open(file);
            cache.fill("groups", teacher, reader, Progress.SILENT);
            cache.fill("groups", states, reader, Progress.SILENT);
            RecordReader joined = cache.joinStates(
                    cache.join(reader, "groups", teacher.fingerprint()), "groups", states.fingerprint());
            ReadBatch read = new BatchReader(
                            TOKENIZER,
                            new Labels(List.of("0", "1")),
                            new StateSource.Joined(layers, states.fingerprint()))
                    .read(
                            new FilteredReader(
                                    joined,
                                    record -> !Column.TEXT.of(record).toString().endsWith("1")),
                            "groups");

            assertThat(read.notAnnotated()).isEqualTo(RECORDS / 5);
            assertThat(read.batch().groups().names())
                    .containsExactly(
                            "even",
                            "rest=is0",
                            "rest=is1",
                            "rest=is2",
                            "rest=is3",
                            "rest=is4",
                            "rest=is5",
                            "rest=is6",
                            "third");
            assertGroupsBelongToRecords(read.batch());
            for (int[] batch : LengthBuckets.of(read.batch().tokens(), 32, 1, 0)) {
                assertGroupsBelongToRecords(read.batch().select(batch));
            }
            reader.reset();
            RecordReader filtered = new TransformProcessRecordReader(
                    cache.join(reader, "groups", teacher.fingerprint()), withoutLabel1(Column.schema(2)));
            Batch even = read(filtered);
            assertThat(even.size()).isEqualTo(RECORDS / 2);
            assertGroupsBelongToRecords(even);
        }
    }

    private void assertGroupsBelongToRecords(Batch batch) {
        for (int row = 0; row < batch.size(); row++) {
            int i = Integer.parseInt(batch.ids().get(row));
            List<String> expected = new ArrayList<>(List.of("rest=is" + i % 7));
            if (i % 2 == 0) {
                expected.add("even");
            }
            if (i % 3 == 0 && i % 5 != 0) {
                expected.add("third");
            }
            assertThat(Arrays.stream(batch.groups().members()[row])
                            .mapToObj(batch.groups().names()::get))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(batch.teacherLogits()[row]).isEqualTo(teacher.answer("text " + i));
        }
    }

    private void assertStatesBelongTo(Batch batch, HashFunction states) throws IOException {
        Map<String, List<Writable>> recordById = recordById();
        int[] backwards = IntStream.range(0, batch.size())
                .map(row -> batch.size() - 1 - row)
                .toArray();
        float[][] found = batch.teacherStates().of(backwards);
        for (int i = 0; i < backwards.length; i++) {
            List<Writable> record = recordById.get(batch.ids().get(backwards[i]));
            assertThat(found[i]).isEqualTo(states.answer(Column.TEXT.of(record).toString()));
        }
    }

    private Batch assertAligned(RecordReader records) throws IOException {
        Batch batch = read(cache.join(records, "train", teacher.fingerprint()));
        assertRowsBelongTogether(batch);
        return batch;
    }

    private void assertRowsBelongTogether(Batch batch) throws IOException {
        Map<String, List<Writable>> recordById = recordById();
        for (int row = 0; row < batch.size(); row++) {
            List<Writable> record = recordById.get(batch.ids().get(row));
            String text = Column.TEXT.of(record).toString();
            assertThat(batch.tokens()[row]).isEqualTo(TOKENIZER.encode(text).ids());
            assertThat(batch.teacherLogits()[row]).isEqualTo(teacher.answer(text));
            assertThat(batch.labels()[row]).hasToString(Column.LABEL.of(record).toString());
        }
    }

    private Map<String, List<Writable>> recordById() throws IOException {
        Map<String, List<Writable>> byId = new HashMap<>();
        try (GlueRecordReader reader = file(lines)) {
            Records.readAll(reader)
                    .forEach(record -> byId.put(Column.ID.of(record).toString(), record));
        }
        return byId;
    }

    private static Batch read(RecordReader records) {
        return new BatchReader(TOKENIZER, new Labels(List.of("0", "1")))
                .read(records, "train")
                .batch();
    }

    private static TransformProcess withoutLabel1(Schema schema) {
        return new TransformProcess.Builder(schema)
                .filter(new StringColumnCondition(Column.LABEL.title(), ConditionOp.Equal, "1"))
                .build();
    }

    private GlueRecordReader file(List<String> content) throws IOException {
        Path file = Files.createTempFile(folder, "train", ".tsv");
        Files.writeString(file, "sentence\tlabel\n" + String.join("\n", content));
        GlueRecordReader reader = new GlueRecordReader();
        reader.open(file);
        return reader;
    }
}

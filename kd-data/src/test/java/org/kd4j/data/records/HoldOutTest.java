package org.kd4j.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.records.reader.impl.collection.CollectionRecordReader;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.data.fixture.Records;

class HoldOutTest {

    @Test
    void putsEveryRecordOnOneSideAndEqualTextsOnTheSame() {
        List<List<Writable>> records = records(2_000);
        HoldOut split = new HoldOut(0.1, 1);
        List<String> kept = ids(split.kept(reader(records)));
        List<String> heldOut = ids(split.heldOut(reader(records)));

        assertThat(kept.size() + heldOut.size()).isEqualTo(records.size());
        assertThat(kept).doesNotContainAnyElementsOf(heldOut);
        assertThat(texts(split.kept(reader(records))))
                .doesNotContainAnyElementsOf(texts(split.heldOut(reader(records))));
    }

    /** The share of 10,000 texts has a standard deviation of 0.003. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void holdsOutTheFractionAskedFor(long seed) {
        List<String> heldOut = ids(new HoldOut(0.1, seed).heldOut(reader(records(10_000))));

        assertThat(heldOut.size() / 10_000.0).as("seed %d", seed).isCloseTo(0.1, within(0.02));
    }

    @Test
    void dependsOnTheSeedButNotOnTheOrder() {
        List<List<Writable>> shuffled = new ArrayList<>(records(1_000));
        Collections.shuffle(shuffled, new Random(5));
        Set<String> heldOut = new HashSet<>(ids(new HoldOut(0.1, 1).heldOut(reader(records(1_000)))));

        assertThat(new HashSet<>(ids(new HoldOut(0.1, 1).heldOut(reader(shuffled)))))
                .isEqualTo(heldOut);
        assertThat(new HashSet<>(ids(new HoldOut(0.1, 2).heldOut(reader(shuffled)))))
                .isNotEqualTo(heldOut);
    }

    @Test
    void readsTheSameAgainAfterAReset() {
        RecordReader reader = new HoldOut(0.5, 1).kept(reader(records(50)));
        List<String> first = ids(reader);
        reader.reset();

        assertThat(ids(reader)).isEqualTo(first).isNotEmpty();
    }

    /** Of 300 units of 5 records each, whose texts all differ. */
    @Test
    void keepsTheRecordsOfAUnitTogether() {
        List<List<Writable>> records = IntStream.range(0, 1_500)
                .mapToObj(i -> Records.record("id" + i, "text " + i, "0", "unit " + i % 300))
                .toList();
        HoldOut split = new HoldOut(0.2, 1);
        List<String> kept = column(Column.UNIT, split.kept(reader(records)));
        List<String> heldOut = column(Column.UNIT, split.heldOut(reader(records)));

        assertThat(kept.size() + heldOut.size()).isEqualTo(1_500);
        assertThat(heldOut.size() / 5).isBetween(30, 90);
        assertThat(kept).doesNotContainAnyElementsOf(heldOut);
        assertThat(column(Column.UNIT, new HoldOut(0.2, 2).heldOut(reader(records))))
                .isNotEqualTo(heldOut);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void rejectsAFractionThatIsNone(double fraction) {
        assertThatThrownBy(() -> new HoldOut(fraction, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Every tenth text is that of the record before. */
    private static List<List<Writable>> records(int n) {
        List<List<Writable>> records = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int text = i % 10 == 9 ? i - 1 : i;
            records.add(Records.record("id" + i, "text " + text, "0"));
        }
        return records;
    }

    private static RecordReader reader(List<List<Writable>> records) {
        return new CollectionRecordReader(records);
    }

    private static List<String> ids(RecordReader reader) {
        return column(Column.ID, reader);
    }

    private static List<String> texts(RecordReader reader) {
        return column(Column.TEXT, reader);
    }

    private static List<String> column(Column column, RecordReader reader) {
        List<String> values = new ArrayList<>();
        while (reader.hasNext()) {
            values.add(column.of(reader.next()).toString());
        }
        return values;
    }
}

package org.kd4j.data.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.records.reader.impl.collection.CollectionRecordReader;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.fixture.Records;

class LabelsTest {

    @Test
    void findsALabelByNameOrByIndex() {
        Labels labels = new Labels(List.of("negative", "positive"));

        assertThat(labels.indexOf("positive", "")).isEqualTo(1);
        assertThat(labels.indexOf("negative", "")).isZero();
        assertThat(labels.indexOf("1", "")).isEqualTo(1);
        assertThat(labels.indexOf("0", "")).isZero();
    }

    @Test
    void takesNumbersForNamesWhereNamesAreNumbers() {
        Labels labels = new Labels(List.of("1", "0"));

        assertThat(labels.indexOf("1", "")).isZero();
        assertThat(labels.indexOf("0", "")).isEqualTo(1);
        assertThatThrownBy(() -> new Labels(List.of("5", "7")).indexOf("0", "f:1"))
                .isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "01", "Positive", "9999999999", "٠", ""})
    void rejectsAnUnknownLabelWithItsPlaceAndTheClasses(String label) {
        Labels labels = new Labels(List.of("negative", "positive"));

        assertThatThrownBy(() -> labels.indexOf(label, "train.tsv:12"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(
                        "train.tsv:12: found the label '" + label + "', expected one of [negative, positive]");
    }

    @Test
    void discoversNamesInAlphabeticalOrder() {
        assertThat(Labels.discover(reader("b", "a", "10", "b"), "").names()).containsExactly("10", "a", "b");
    }

    @Test
    void discoversIntegersInNumericOrder() {
        assertThat(Labels.discover(reader("10", "9", "-1", "9"), "").names()).containsExactly("-1", "9", "10");
    }

    @Test
    void resetsTheReaderAfterDiscovery() {
        RecordReader reader = reader("a", "b");
        Labels.discover(reader, "");

        assertThat(reader.hasNext()).isTrue();
    }

    @Test
    void rejectsDataOfOneClass() {
        assertThatThrownBy(() -> Labels.discover(reader("a", "a"), "train.tsv"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("train.tsv: found one class only: [a]");
    }

    @Test
    void rejectsAColumnThatHoldsNoLabels() {
        String[] texts = IntStream.range(0, 1_001).mapToObj(i -> "text " + i).toArray(String[]::new);

        assertThatThrownBy(() -> Labels.discover(reader(texts), "train.tsv"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found more than 1000 different labels");
    }

    @Test
    void rejectsNamesThatAreFewerThanTwoOrTheSame() {
        assertThatThrownBy(() -> new Labels(List.of("a"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Labels(List.of("a", "a"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static RecordReader reader(String... labels) {
        List<List<Writable>> records = Stream.of(labels)
                .map(label -> Records.record("id", "text", label))
                .toList();
        return new CollectionRecordReader(records);
    }
}

package org.kd4j.data.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.records.Labels;

class AnnotationSplitTest {
    private static final int ITEMS = 2_000;
    private static final int ANNOTATORS = 500;

    /** Item i has three labels, of the annotators i, i + 1 and i + 7. */
    private static final AnnotatedItems MANY = items(IntStream.range(0, ITEMS).toArray());

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyLabelIsInOnePartAndEveryUnitToo(SplitBy by) {
        Map<Part, AnnotatedItems> split =
                new AnnotationSplit(by, 0.7, 0.1, 0.2, 1).of(MANY).of(MANY);

        Set<String> all = new HashSet<>();
        Set<List<String>> units = new HashSet<>();
        int count = 0;
        for (Part part : Part.values()) {
            Set<String> labels = labels(split.get(part));
            count += labels.size();
            all.addAll(labels);
            Set<List<String>> own = units(by, split.get(part));
            assertThat(Collections.disjoint(units, own)).isTrue();
            units.addAll(own);
            assertThat(split.get(part).annotators()).isEqualTo(MANY.annotators());
            assertThat(List.of(split.get(part).annotations().labels())).noneMatch(row -> row.length == 0);
        }
        assertThat(all).isEqualTo(labels(MANY));
        assertThat(count).isEqualTo(MANY.annotations().count());
    }

    /** The bounds are more than five standard deviations of a binomial count wide. */
    @ParameterizedTest
    @CsvSource({"ITEM, 2000", "ANNOTATOR, 500", "LABEL, 6000"})
    void partsHaveTheirShares(SplitBy by, int units) {
        Parts parts = new AnnotationSplit(by, 0.7, 0.1, 0.2, 3).of(MANY);
        double[] shares = {0.7, 0.1, 0.2};
        for (Part part : Part.values()) {
            double share = shares[part.ordinal()];
            double deviation = Math.sqrt(units * share * (1 - share));
            assertThat((double) parts.count(part))
                    .isBetween(units * share - 5 * deviation, units * share + 5 * deviation);
        }
    }

    @Test
    void itemsAreInSeveralPartsWhereAnnotatorsAreSplit() {
        Map<Part, AnnotatedItems> split =
                new AnnotationSplit(SplitBy.ANNOTATOR, 0.5, 0, 0.5, 1).of(MANY).of(MANY);
        AnnotatedItems train = split.get(Part.TRAIN);
        AnnotatedItems test = split.get(Part.TEST);
        assertThat(split.get(Part.DEV).size()).isZero();
        assertThat(train.ids()).containsAnyElementsOf(test.ids());
        AnnotatedItems unseen = test.withAnnotators(train.seen());
        assertThat(List.of(unseen.annotations().annotators()))
                .allSatisfy(row -> assertThat(row).containsOnly(Annotators.UNKNOWN));
    }

    @ParameterizedTest
    @EnumSource
    void neitherOrderNorOtherItemsMoveAnything(SplitBy by) {
        AnnotationSplit split = new AnnotationSplit(by, 0.6, 0.2, 0.2, 5);
        int[] turned = IntStream.range(0, ITEMS)
                .map(i -> ITEMS - 1 - i)
                .filter(i -> i % 3 > 0)
                .toArray();
        AnnotatedItems some = items(turned);
        Map<Part, AnnotatedItems> whole = split.of(MANY).of(MANY);
        Map<Part, AnnotatedItems> part = split.of(some).of(some);
        for (Part one : Part.values()) {
            Set<String> expected = labels(whole.get(one));
            expected.retainAll(labels(some));
            assertThat(labels(part.get(one))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void seedsDiffer(SplitBy by) {
        Set<String> one =
                labels(new AnnotationSplit(by, 0.5, 0, 0.5, 1).of(MANY).of(MANY).get(Part.TEST));
        Set<String> two =
                labels(new AnnotationSplit(by, 0.5, 0, 0.5, 2).of(MANY).of(MANY).get(Part.TEST));
        int before = one.size();
        one.retainAll(two);
        assertThat((double) one.size() / before).isBetween(0.35, 0.65);
    }

    @ParameterizedTest
    @CsvSource({"0.7, 0.3, 0", "1, 0, 0", "0.1, 0.9, 0"})
    void aPartWithoutAShareStaysEmpty(double train, double dev, double test) {
        Parts parts = new AnnotationSplit(SplitBy.LABEL, train, dev, test, 1).of(MANY);
        assertThat(parts.count(Part.TEST)).isZero();
        assertThat(parts.count(Part.DEV) == 0).isEqualTo(dev == 0);
        assertThat(parts.count(Part.TRAIN) + parts.count(Part.DEV)).isEqualTo(6_000);
    }

    @Test
    void refusesSharesThatAreNoneAndAPartThatRemainsEmpty() {
        assertThatThrownBy(() -> new AnnotationSplit(SplitBy.ITEM, 0.7, 0.1, 0.1, 1))
                .hasMessageContaining("found 0.7, 0.1 and 0.1, expected numbers that sum to 1");
        assertThatThrownBy(() -> new AnnotationSplit(SplitBy.ITEM, 0, 0.5, 0.5, 1))
                .hasMessageContaining("above 0");
        assertThatThrownBy(() -> new AnnotationSplit(SplitBy.ITEM, 1.1, -0.1, 0, 1))
                .hasMessageContaining("-0.1");
        assertThatThrownBy(() -> new AnnotationSplit(SplitBy.ITEM, 0.5, Double.NaN, 0.5, 1))
                .hasMessageContaining("NaN");
        AnnotatedItems one = items(1);
        assertThatThrownBy(() -> new AnnotationSplit(SplitBy.ITEM, 0.4, 0.3, 0.3, 1).of(one))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("split by item with the seed 1: found no item of 1 in ")
                .hasMessageContaining("Take another seed");
    }

    @ParameterizedTest
    @EnumSource
    void comesBackFromAFile(SplitBy by) throws IOException {
        Parts parts = new AnnotationSplit(by, 0.6, 0.2, 0.2, 5).of(MANY);
        Path file = folder.resolve("split.csv");
        parts.write(file);
        Parts back = Parts.read(file);
        assertThat(back.by()).isEqualTo(by);
        for (Part part : Part.values()) {
            assertThat(labels(back.of(MANY).get(part)))
                    .isEqualTo(labels(parts.of(MANY).get(part)));
        }
        back.write(folder.resolve("again.csv"));
        assertThat(folder.resolve("again.csv")).hasSameTextualContentAs(file);
    }

    @Test
    void writesNamesInOrderWhateverTheyHold() throws IOException {
        AnnotatedItems items = new AnnotatedItems(
                List.of("b, \"c\"", "a\nb"),
                List.of("", ""),
                new Labels(List.of("x", "y")),
                Annotators.of(List.of("é")),
                new Annotations(new int[][] {{1}, {1}}, new int[][] {{0}, {1}}));
        Path file = folder.resolve("split.csv");
        new AnnotationSplit(SplitBy.LABEL, 1, 0, 0, 1).of(items).write(file);
        assertThat(file).hasContent("""
                item,annotator,part
                "a
                b",é,train
                "b, ""c\""",é,train
                """);
        assertThat(Parts.read(file).of(items).get(Part.TRAIN).ids()).containsExactlyElementsOf(items.ids());
    }

    @Test
    void takesPartsThatWereWrittenByHand() throws IOException {
        Path file = Files.writeString(
                folder.resolve("split.csv"), "part,item,why\ntest,i1,\ntrain,i2,hard\ndev,i0,\ndev,i9,\n");
        Map<Part, AnnotatedItems> split = Parts.read(file).of(items(0, 1, 2));
        assertThat(split.get(Part.TRAIN).ids()).containsExactly("i2");
        assertThat(split.get(Part.DEV).ids()).containsExactly("i0");
        assertThat(split.get(Part.TEST).ids()).containsExactly("i1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id,part;a,train | :1: found a header with the columns [id, part], expected the columns item or annotator",
                "item;a | :1: found a header with the columns [item], expected a column 'part'",
                "item,part;i0,train;i0,train | :3: found the item 'i0' a second time",
                "item,annotator,part;i0,a0,train;i0,a0,dev | :3: found the item 'i0' and the annotator 'a0' a second time",
                "annotator,part;a0,Train | :2: found the part 'Train', expected one of [train, dev, test]",
                "item,part;i0 | :2: found a row of 1 values, expected 2",
                "item,part;i1,train | : found no part of the item 'i0', expected one of [train, dev, test]. Add it",
                "item,annotator,part;i0,a0,dev | : found no part of the item 'i0' and the annotator 'a1'",
            })
    void refusesFilesThatAreNoParts(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("split.csv"), content.replace(';', '\n'));
        assertThatThrownBy(() -> Parts.read(file).of(items(0)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file + message);
    }

    private static AnnotatedItems items(int... numbers) {
        int[][] annotators = new int[numbers.length][];
        int[][] labels = new int[numbers.length][];
        for (int row = 0; row < numbers.length; row++) {
            int item = numbers[row];
            annotators[row] = IntStream.of(item, item + 1, item + 7)
                    .map(i -> i % ANNOTATORS + 1)
                    .sorted()
                    .toArray();
            labels[row] = IntStream.of(annotators[row]).map(a -> (a + item) % 2).toArray();
        }
        return new AnnotatedItems(
                IntStream.of(numbers).mapToObj(i -> "i" + i).toList(),
                IntStream.of(numbers).mapToObj(i -> "text " + i).toList(),
                new Labels(List.of("x", "y")),
                Annotators.of(
                        IntStream.range(0, ANNOTATORS).mapToObj(i -> "a" + i).toList()),
                new Annotations(annotators, labels));
    }

    /** Each label as item, annotator and class. */
    private static Set<String> labels(AnnotatedItems items) {
        Set<String> labels = new TreeSet<>();
        for (int item = 0; item < items.size(); item++) {
            for (int i = 0; i < items.annotations().labels()[item].length; i++) {
                labels.add(items.ids().get(item) + " "
                        + items.annotators().name(items.annotations().annotators()[item][i]) + " "
                        + items.annotations().labels()[item][i]);
            }
        }
        return labels;
    }

    private static Set<List<String>> units(SplitBy by, AnnotatedItems items) {
        Set<List<String>> units = new HashSet<>();
        for (String label : labels(items)) {
            List<String> words = new ArrayList<>(List.of(label.split(" ")));
            units.add(
                    switch (by) {
                        case ITEM -> words.subList(0, 1);
                        case ANNOTATOR -> words.subList(1, 2);
                        case LABEL -> words;
                    });
        }
        return units;
    }
}

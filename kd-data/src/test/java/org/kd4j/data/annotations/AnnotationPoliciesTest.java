package org.kd4j.data.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.annotations.AnnotationPolicies.ChangedAttributes;
import org.kd4j.data.annotations.AnnotationPolicies.ChangedTexts;
import org.kd4j.data.annotations.AnnotationPolicies.Duplicates;
import org.kd4j.data.annotations.AnnotationPolicies.EmptyAnnotators;
import org.kd4j.data.annotations.AnnotationPolicies.EmptyItems;
import org.kd4j.data.annotations.AnnotationPolicies.RareAnnotators;
import org.kd4j.data.annotations.AnnotationPolicies.UnknownLabels;
import org.kd4j.data.annotations.AnnotationReport.Counts;

class AnnotationPoliciesTest {
    private static final LongCsv LONG = new LongCsv("item", "who", "label", "text", List.of("age", "sex"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"FIRST, 0, the first kept", "LAST, 1, the last kept"})
    void keepsOneOfUnequalDuplicates(Duplicates policy, int label, String done) throws IOException {
        CollectedAnnotations read =
                read(new PolicyChoice().unequal(policy), "1,b,x,one,,", "1,a,x,one,,", "1,b,y,one,,");
        assertThat(read.items().annotations().annotators()).isDeepEqualTo(new int[][] {{1, 2}});
        assertThat(read.items().annotations().labels()).isDeepEqualTo(new int[][] {{0, label}});
        assertThat(read.report().read()).isEqualTo(new Counts(1, 3, 2));
        assertThat(read.report().kept()).isEqualTo(new Counts(1, 2, 2));
        assertThat(read.report().lines())
                .containsExactly(
                        "items: 1, labels: 2 of 3, annotators: 2",
                        "labels given again, and differently, by the same annotator to the same item: 1, " + done + " ("
                                + at(4)
                                + ": a second, different label of the annotator 'b' for the item '1', whose first is"
                                + " at " + at(2) + ")");
    }

    @Test
    void refusesUnequalDuplicatesUnlessToldOtherwise() {
        assertRefused(
                new PolicyChoice(),
                4,
                "found a second, different label of the annotator 'b' for the item '1', whose first is at " + at(2)
                        + ", expected one label an annotator and item. Remove one, or let unequalDuplicates be first or last.",
                "1,b,x,one,,",
                "1,a,x,one,,",
                "1,b,y,one,,");
    }

    @ParameterizedTest
    @CsvSource({"FIRST", "LAST"})
    void countsEqualDuplicatesOnce(Duplicates policy) throws IOException {
        CollectedAnnotations read =
                read(new PolicyChoice().equal(policy), "1,a,x,one,,", "1,a,x,one,,", "1,a,x,one,,", "2,a,y,two,,");
        assertThat(read.items().annotations().labels()).isDeepEqualTo(new int[][] {{0}, {1}});
        assertThat(read.report().count(AnnotationCase.EQUAL_DUPLICATE)).isEqualTo(2);
        assertThat(read.report().count(AnnotationCase.UNEQUAL_DUPLICATE)).isZero();
    }

    @Test
    void refusesEqualDuplicatesWhereToldTo() {
        assertRefused(
                new PolicyChoice().equal(Duplicates.ERROR),
                3,
                "found a second label of the annotator 'a' for the item '1'",
                "1,a,x,one,,",
                "1,a,x,one,,");
    }

    @Test
    void countsAsEqualWhatIsOneStepOfAScale() throws IOException {
        Path file = write("1,a,1,one,,", "1,a,1.0,one,,", "2,a,2,two,,");
        AnnotationReport report = new AnnotationReader(
                        LONG, new LabelScale.Ordinal(List.of()), AnnotationPolicies.DEFAULT)
                .read(List.of(file))
                .report();
        assertThat(report.count(AnnotationCase.EQUAL_DUPLICATE)).isEqualTo(1);
    }

    @Test
    void keepsRareAnnotatorsAndCountsThem() throws IOException {
        CollectedAnnotations read = read(new PolicyChoice().rare(2, RareAnnotators.KEEP), RARE);
        assertThat(read.items().annotators().names()).containsExactly("a", "b", "c");
        assertThat(read.report().count(AnnotationCase.RARE_ANNOTATOR)).isEqualTo(2);
        assertThat(read.report().kept()).isEqualTo(new Counts(3, 4, 3));
    }

    @Test
    void dropsRareAnnotatorsAndTheItemsThatOnlyTheyLabelled() throws IOException {
        CollectedAnnotations read =
                read(new PolicyChoice().rare(2, RareAnnotators.DROP).emptyItems(EmptyItems.DROP), RARE);
        assertThat(read.items().annotators().names()).containsExactly("b");
        assertThat(read.items().annotators().attributes()).isEqualTo(Map.of("age", List.of("8"), "sex", List.of("")));
        assertThat(read.items().ids()).containsExactly("1", "2");
        assertThat(read.items().annotations().annotators()).isDeepEqualTo(new int[][] {{1}, {1}});
        assertThat(read.report().count(AnnotationCase.RARE_ANNOTATOR)).isEqualTo(2);
        assertThat(read.report().count(AnnotationCase.EMPTY_ITEM)).isEqualTo(1);
        assertThat(read.report().read()).isEqualTo(new Counts(3, 4, 3));
        assertThat(read.report().kept()).isEqualTo(new Counts(2, 2, 1));
        assertThat(read.report().lines())
                .contains("annotators with few labels: 2, dropped with their labels (" + at(2)
                        + ": the annotator 'a' with fewer than 2 labels: 1; " + at(5)
                        + ": the annotator 'c' with fewer than 2 labels: 1)");
    }

    /** Of the annotator b there are two labels, of a and c one each; c alone labelled the item 3. */
    private static final String[] RARE = {"1,a,x,one,7,", "1,b,x,one,8,", "2,b,y,two,8,", "3,c,y,three,9,"};

    @Test
    void refusesItemsWithoutALabelUnlessToldOtherwise() {
        assertRefused(
                new PolicyChoice().rare(2, RareAnnotators.DROP),
                5,
                "found only labels of annotators who were dropped for the item '3', expected at least one label of every"
                        + " item. Remove it, or let emptyItems be drop.",
                RARE);
        assertRefused(
                new PolicyChoice().rare(9, RareAnnotators.DROP).emptyItems(EmptyItems.DROP),
                0,
                "found no item with a label",
                RARE);
    }

    @Test
    void refusesAnnotatorsWithoutALabelWhereToldTo() throws IOException {
        Path file = Files.writeString(folder.resolve("data.csv"), "\nid,text,c1,c2\n1,a,x,\n2,b,y,\n");
        AnnotationPolicies policies =
                new PolicyChoice().emptyAnnotators(EmptyAnnotators.ERROR).policies();
        AnnotationReader reader = new AnnotationReader(
                WideCsv.withPrefix("id", "text", "c"), new LabelScale.Nominal(List.of()), policies);
        assertThatThrownBy(() -> reader.read(List.of(file)))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(at(2) + ": found no label of the annotator 'c2', expected at least one label of every"
                        + " annotator. Remove the column, or let emptyAnnotators be drop.");
    }

    @Test
    void takesAnAttributeThatChangesByPolicy() throws IOException {
        String[] rows = {"1,a,x,one,,f", "2,a,y,two,7,f", "3,a,y,three,8,", "4,a,x,four,7,f", "1,b,x,one,9,m"};
        assertRefused(
                new PolicyChoice(),
                4,
                "found the age '8' of the annotator 'a', which was '7' before, expected one value for all of an"
                        + " annotator's labels.",
                rows);
        CollectedAnnotations first = read(new PolicyChoice().attributes(ChangedAttributes.FIRST), rows);
        assertThat(first.items().annotators().attributes())
                .isEqualTo(Map.of("age", List.of("7", "9"), "sex", List.of("f", "m")));
        CollectedAnnotations unknown = read(new PolicyChoice().attributes(ChangedAttributes.UNKNOWN), rows);
        assertThat(unknown.items().annotators().attributes())
                .isEqualTo(Map.of("age", List.of("", "9"), "sex", List.of("f", "m")));
        assertThat(first.report().count(AnnotationCase.CHANGED_ATTRIBUTE)).isEqualTo(1);
        assertThat(unknown.report().count(AnnotationCase.CHANGED_ATTRIBUTE)).isEqualTo(1);
        assertThat(unknown.report().lines().get(1)).contains("1, taken as not known");
    }

    @Test
    void dropsUnknownLabelsWhereToldTo() throws IOException {
        LabelScale given = new LabelScale.Nominal(List.of("y", "x"));
        Path file = write("1,a,z,one,,", "1,a,x,one,,", "2,b,,two,,", "2,a,y,two,,");
        AnnotationPolicies drop = new PolicyChoice().labels(UnknownLabels.DROP).policies();
        CollectedAnnotations read = new AnnotationReader(LONG, given, drop).read(List.of(file));
        assertThat(read.items().classes().names()).containsExactly("y", "x");
        assertThat(read.items().annotations().labels()).isDeepEqualTo(new int[][] {{1}, {0}});
        assertThat(read.items().annotators().names()).containsExactly("a");
        assertThat(read.report().count(AnnotationCase.UNKNOWN_LABEL)).isEqualTo(2);
        assertThat(read.report().count(AnnotationCase.EMPTY_ANNOTATOR)).isEqualTo(1);
        assertThat(read.report().count(AnnotationCase.UNEQUAL_DUPLICATE)).isZero();

        assertThatThrownBy(() -> new AnnotationReader(LONG, given, AnnotationPolicies.DEFAULT).read(List.of(file)))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(
                        at(2) + ": found the label 'z', expected one of [y, x]. Correct the label, give every class,"
                                + " or let unknownLabels be drop.");
    }

    @Test
    void keepsTheFirstTextWhereToldTo() throws IOException {
        String[] rows = {"1,a,x,one,,", "1,b,y,One,,", "1,c,y,ONE,,", "2,c,y,two,,"};
        CollectedAnnotations read = read(new PolicyChoice().texts(ChangedTexts.FIRST), rows);
        assertThat(read.items().texts()).containsExactly("one", "two");
        assertThat(read.report().count(AnnotationCase.CHANGED_TEXT)).isEqualTo(1);
        assertRefused(new PolicyChoice(), 3, "found another text of the item '1' than at " + at(2), rows);
    }

    @Test
    void namesNoMoreThanTheFirstOfMany() throws IOException {
        String[] rows = new String[8];
        for (int i = 0; i < 8; i++) {
            rows[i] = i / 2 + "," + (i < 2 ? "a,x" : "a,y") + ",text" + i / 2 + ",,";
        }
        rows[7] = "0,a,x,text0,,";
        assertThat(read(new PolicyChoice(), rows).report().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.count()).isEqualTo(4))
                .satisfies(finding -> assertThat(finding.line()).endsWith(")").doesNotContain("…"));
        String[] many = new String[9];
        Arrays.fill(many, "1,a,x,one,,");
        many[8] = "2,a,y,two,,";
        Finding finding = read(new PolicyChoice(), many).report().findings().get(0);
        assertThat(finding.count()).isEqualTo(7);
        assertThat(finding.examples()).hasSize(5);
        assertThat(finding.line()).endsWith("; …)");
    }

    @Test
    void refusesAMinimumBelowOne() {
        assertThatThrownBy(() -> new PolicyChoice().rare(0, RareAnnotators.DROP).policies())
                .hasMessageContaining("minimumLabels: found 0, expected 1 or more");
    }

    /** @param line 0 where the file alone is named */
    private void assertRefused(PolicyChoice policies, int line, String message, String... rows) {
        assertThatThrownBy(() -> read(policies, rows))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith((line == 0 ? folder.resolve("data.csv") : at(line)) + ": " + message);
    }

    private String at(int line) {
        return folder.resolve("data.csv") + ":" + line;
    }

    private CollectedAnnotations read(PolicyChoice policies, String... rows) throws IOException {
        return new AnnotationReader(LONG, new LabelScale.Nominal(List.of("x", "y")), policies.policies())
                .read(List.of(write(rows)));
    }

    private Path write(String... rows) throws IOException {
        return Files.writeString(
                folder.resolve("data.csv"), "item,who,label,text,age,sex\n" + String.join("\n", rows) + "\n");
    }
}

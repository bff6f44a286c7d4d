package org.kd4j.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.io.Sha256;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.AnnotatorStudent;
import org.kd4j.models.annotator.CombinerSettings;

class AnnotatorTeacherTest {
    private static final int[][] TOKENS = {{2, 4, 5, 6, 3}, {2, 7, 3}};
    private static final List<String> TEXTS = List.of("it was good", "bad");

    @TempDir
    private Path folder;

    private Path file;
    private float[][][] each;

    @BeforeEach
    void writeModel() throws Exception {
        SmallModels.Model model = SmallModels.annotators(new AnnotatorSettings.SeparateHeads());
        each = ((AnnotatorStudent) model.student()).logits(TOKENS, new int[][] {{1, 2, 3}, {1, 2, 3}});
        file = model.write(folder);
        model.student().close();
    }

    /** Its softmax is the mean of the three annotators' probabilities. */
    @Test
    void softLabelIsTheMeanOfProbabilities() {
        try (ModelBundle model = ModelBundle.open(file)) {
            float[][] logits = new AnnotatorTeacher(model, AnnotatorTeacher.Answer.SOFT_LABEL).apply(TEXTS);
            for (int text = 0; text < 2; text++) {
                double[] mean = new double[3];
                for (float[] one : each[text]) {
                    for (int c = 0; c < 3; c++) {
                        mean[c] += softmax(one)[c] / 3;
                    }
                }
                assertThat(softmax(logits[text])).containsExactly(mean, within(1e-6));
            }
        }
    }

    @Test
    void allLogitsStandSideBySide() {
        try (ModelBundle model = ModelBundle.open(file)) {
            AnnotatorTeacher teacher = new AnnotatorTeacher(model, AnnotatorTeacher.Answer.ALL);
            float[][] logits = teacher.apply(TEXTS);
            assertThat(teacher.width()).isEqualTo(9);
            assertThat(teacher.panel()).contains(SmallModels.PEOPLE);
            for (int text = 0; text < 2; text++) {
                for (int annotator = 0; annotator < 3; annotator++) {
                    assertThat(Arrays.copyOfRange(logits[text], 3 * annotator, 3 * annotator + 3))
                            .containsExactly(each[text][annotator], within(1e-6f));
                }
            }
        }
    }

    /** What was kept of a teacher that gave the mean of all logits is not read as one of each. */
    @Test
    void allIsAnotherTeacherThanTheirMeanWas() throws Exception {
        try (ModelBundle model = ModelBundle.open(file)) {
            String mean = new Sha256()
                    .add("annotators")
                    .add("ALL")
                    .add(model.manifest().toJson())
                    .hex();
            assertThat(new AnnotatorTeacher(model, AnnotatorTeacher.Answer.ALL).fingerprint())
                    .isNotEqualTo(mean);
        }
    }

    @Test
    void oneSoftLabelIsNobodysOwn() {
        try (ModelBundle model = ModelBundle.open(file)) {
            AnnotatorTeacher teacher = new AnnotatorTeacher(model, AnnotatorTeacher.Answer.SOFT_LABEL);
            assertThat(teacher.width()).isEqualTo(3);
            assertThat(teacher.panel()).isEmpty();
        }
    }

    @Test
    void answersManyTextsAsOne() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(TEXTS.get(i % 2));
        }
        try (ModelBundle model = ModelBundle.open(file)) {
            AnnotatorTeacher teacher = new AnnotatorTeacher(model, AnnotatorTeacher.Answer.ALL);
            float[][] answers = teacher.apply(many);
            float[][] two = teacher.apply(TEXTS);
            for (int i = 0; i < 40; i++) {
                assertThat(answers[i]).containsExactly(two[i % 2], within(1e-5f));
            }
        }
    }

    @Test
    void whatItAnswersIsPartOfWhoItIs() throws Exception {
        String soft;
        try (ModelBundle model = ModelBundle.open(file)) {
            soft = new AnnotatorTeacher(model, AnnotatorTeacher.Answer.SOFT_LABEL).fingerprint();
            assertThat(new AnnotatorTeacher(model, AnnotatorTeacher.Answer.SOFT_LABEL).fingerprint())
                    .isEqualTo(soft);
            assertThat(new AnnotatorTeacher(model, AnnotatorTeacher.Answer.ALL).fingerprint())
                    .isNotEqualTo(soft);
        }
        SmallModels.Model other = SmallModels.recommender(new CombinerSettings.FeedForward(1));
        Path path = other.write(folder);
        other.student().close();
        try (ModelBundle model = ModelBundle.open(path)) {
            assertThat(new AnnotatorTeacher(model, AnnotatorTeacher.Answer.SOFT_LABEL).fingerprint())
                    .isNotEqualTo(soft);
        }
    }

    @Test
    void aStudentTeachesNothingOfAnnotators() throws Exception {
        SmallModels.Model student = SmallModels.fastText();
        Path path = student.write(folder);
        student.student().close();
        try (ModelBundle model = ModelBundle.open(path)) {
            assertThatThrownBy(() -> new AnnotatorTeacher(model, AnnotatorTeacher.Answer.ALL))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static double[] softmax(float[] logits) {
        double sum = 0;
        double[] p = new double[logits.length];
        for (int c = 0; c < p.length; c++) {
            p[c] = Math.exp(logits[c]);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
        }
        return p;
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }
}

package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.Teacher;

class LabelOrderTest {
    private static final List<String> ORDER = List.of("a", "b", "c");

    @Test
    void putsLogitsIntoTheOrderOfTheLabels() {
        Teacher arranged = LabelOrder.arrange(new Fixed(List.of("c", "a", "b")), ORDER);
        assertThat(arranged.labels()).isEqualTo(ORDER);
        assertThat(arranged.apply(List.of("text"))).isDeepEqualTo(new float[][] {{1, 2, 0}});
    }

    /** Those of one answer behind those of another. */
    @Test
    void arrangesEachOfSeveralAnswers() {
        Teacher teacher = LabelOrder.arrange(new Twice(List.of("c", "a", "b")), ORDER);
        assertThat(teacher.width()).isEqualTo(6);
        assertThat(teacher.apply(List.of("text"))[0]).containsExactly(1, 2, 0, 11, 12, 10);
    }

    @Test
    void returnsTheTeacherItselfWhereTheOrderIsTheSame() {
        Teacher teacher = new Fixed(ORDER);
        assertThat(LabelOrder.arrange(teacher, ORDER)).isSameAs(teacher);
    }

    /** A model and its tokenizer do not tell which logit has which name. */
    @Test
    void fingerprintTellsTeachersOfOneModelWithDifferentLabelsApart() {
        Teacher one = LabelOrder.arrange(new Fixed(List.of("c", "a", "b")), ORDER);
        Teacher other = LabelOrder.arrange(new Fixed(List.of("b", "c", "a")), ORDER);
        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
    }

    @Test
    void rejectsOtherClasses() {
        assertThatThrownBy(() -> LabelOrder.arrange(new Fixed(List.of("a", "b", "d")), ORDER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[a, b, d] in any order");
    }

    /** Logits 0, 1, 2 and 10, 11, 12 for every text. */
    private record Twice(List<String> labels) implements Teacher {
        @Override
        public String fingerprint() {
            return "model of two";
        }

        @Override
        public int width() {
            return 6;
        }

        @Override
        public float[][] apply(List<String> texts) {
            return texts.stream().map(text -> new float[] {0, 1, 2, 10, 11, 12}).toArray(float[][]::new);
        }
    }

    /** Logits 0, 1, 2 for every text. */
    private record Fixed(List<String> labels) implements Teacher {
        @Override
        public String fingerprint() {
            return "model";
        }

        @Override
        public float[][] apply(List<String> texts) {
            return texts.stream().map(text -> new float[] {0, 1, 2}).toArray(float[][]::new);
        }
    }
}

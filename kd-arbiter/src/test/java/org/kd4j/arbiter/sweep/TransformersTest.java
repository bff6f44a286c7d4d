package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kd4j.arbiter.config.StudentConfig.Transformer;
import org.kd4j.arbiter.config.StudentConfig.Transformer.Init;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerEngine;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

class TransformersTest {
    private static final TextTask TASK = new TextTask(20, 0, 8, 2);

    /** What a user reads of where the weights come from, with a teacher of six layers, hidden 8, two heads and intermediate 16. */
    @Test
    void saysWhatAStudentStartsFrom() {
        try (TransformerStudent network =
                TransformerStudent.create(TransformerSettings.of(TASK, 6, 8, 2, 16), StepSettings.of(new Sgd()), 1)) {
            Transformers known = new Transformers(TASK, Optional.of(network.encoder()), "", 0);
            assertThat(known.describe(student(3, 16, Init.TEACHER_LAYERS)))
                    .isEqualTo("The student starts from the teacher's embeddings and blocks [2, 4, 6].");
            assertThat(known.describe(student(3, 32, Init.TEACHER_LAYERS)))
                    .isEqualTo("The student starts from random weights, because its sizes are not the teacher's: "
                            + "6 layers, hidden 8, heads 2, intermediate 16.");
            assertThat(known.describe(student(7, 16, Init.TEACHER_LAYERS))).contains("because its sizes are not");
            assertThat(known.describe(student(3, 16, Init.RANDOM)))
                    .isEqualTo("The student starts from random weights.");
        }
        assertThat(new Transformers(TASK, Optional.empty(), "its tokenizer is not the teacher's", 0)
                        .describe(student(3, 16, Init.TEACHER_LAYERS)))
                .isEqualTo("The student starts from random weights, because its tokenizer is not the teacher's.");
    }

    private static Transformer student(int layers, int intermediate, Init init) {
        return new Transformer(
                null, layers, 8, 2, intermediate, Pooling.MEAN, HeadKind.LINEAR, 0, init, TransformerEngine.ENCODER);
    }

    /** As in the jar for GPUs. */
    @Test
    void refusesTheCpuEngineWithoutALibraryToComputeWith() {
        assertThatThrownBy(() -> Transformers.requireLibrary(TransformerEngine.ENCODER, Optional.empty()))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("student.engine")
                .hasMessageContaining("auto or samediff");
        for (TransformerEngine engine : new TransformerEngine[] {TransformerEngine.AUTO, TransformerEngine.SAMEDIFF}) {
            assertThatCode(() -> Transformers.requireLibrary(engine, Optional.empty()))
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> Transformers.requireLibrary(TransformerEngine.ENCODER, Optional.of("oneDNN")))
                .doesNotThrowAnyException();
    }
}

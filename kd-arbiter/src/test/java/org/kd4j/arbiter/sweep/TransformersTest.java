package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.models.student.TransformerEngine;

class TransformersTest {

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

package org.kd4j.arbiter.sweep;

import java.util.Optional;
import java.util.function.Supplier;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Teacher;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.teacher.BlockStates;

/**
 * A teacher that is open, with what students may want of it.
 *
 * @param encoder its weights, for a student to start from; empty where the CPU engine knows no such encoder
 * @param states empty where no trial matches them
 * @param interventions empty where no trial learns from counterfactuals
 * @param panel whose answers stand side by side in what it says; empty where it has one answer
 * @param model what it was made of
 * @param engine what runs it
 * @param release lets go of all that it needs
 */
record Speaker(
        Teacher teacher,
        Supplier<Optional<PretrainedEncoder>> encoder,
        Optional<BlockStates> states,
        Optional<Interventions> interventions,
        Optional<Annotators> panel,
        String model,
        String engine,
        Runnable release)
        implements AutoCloseable {
    @Override
    public void close() {
        release.run();
    }
}

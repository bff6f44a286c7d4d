package org.kd4j.arbiter.config;

/**
 * Everything that one training depends on, resolved: every key has a value. Built by {@link ConfigTree}, which says
 * where a wrong value stands.
 */
public record Config(
        DataConfig data,
        TeacherConfig teacher,
        StudentConfig student,
        ObjectiveConfig objective,
        TrainingConfig training,
        SweepConfig sweep,
        OutputConfig output)
        implements RunConfig {}

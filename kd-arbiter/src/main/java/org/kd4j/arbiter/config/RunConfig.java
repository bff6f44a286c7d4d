package org.kd4j.arbiter.config;

/** What every sweep is configured by, whoever learns. */
public sealed interface RunConfig permits AnnotatorConfig, Config {

    TrainingConfig training();

    SweepConfig sweep();

    OutputConfig output();
}

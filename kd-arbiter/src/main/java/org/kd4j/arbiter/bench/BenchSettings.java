package org.kd4j.arbiter.bench;

import java.nio.file.Path;

/**
 * What the cases are run with.
 *
 * @param sst2 folder with SST-2's train.tsv and train-sentences.tsv, for the cases that read them; may be null
 * @param repeat timed repetitions, ≥ 1; the median counts
 */
public record BenchSettings(Path sst2, int repeat) {}

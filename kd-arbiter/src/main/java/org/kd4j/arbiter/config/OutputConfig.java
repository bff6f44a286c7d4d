package org.kd4j.arbiter.config;

/**
 * Where results go.
 *
 * @param dir the run directory; null: one named after the configuration, under {@code runs}
 * @param cache the teacher cache, a file that runs share; null: {@code teacher-cache.db} beside the run directory
 */
public record OutputConfig(String dir, String cache) {}

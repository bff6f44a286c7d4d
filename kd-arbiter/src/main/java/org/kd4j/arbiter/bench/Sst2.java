package org.kd4j.arbiter.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;

/** The data set that some cases read; it is the user's own copy. */
final class Sst2 {
    private Sst2() {}

    static Path file(BenchSettings settings, String name) {
        if (settings.sst2() == null) {
            throw new InvalidConfig("--sst2", "nothing", "the folder of SST-2 with " + name, "This case reads it.");
        }
        Path file = settings.sst2().resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInput(file.toString(), "no such file", "SST-2's " + name, "Check --sst2.");
        }
        return file;
    }
}

package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.io.AtomicFolders;

/** The folder that {@code --output} names. */
record OutputFolder(Path path) {

    /**
     * Whether it has a name and nothing in it.
     *
     * @throws InvalidConfig if it has no name, as a root
     */
    boolean isFree() throws IOException {
        if (path.toAbsolutePath().normalize().getFileName() == null) {
            throw new InvalidConfig("--output", "'" + path + "'", "a folder with a name", "");
        }
        return AtomicFolders.isMissingOrEmpty(path);
    }

    InvalidConfig refusal(String expected, String next) {
        String found = Files.isDirectory(path) ? "a folder that is not empty" : "a file";
        return new InvalidConfig("--output " + path, found, expected, next);
    }
}

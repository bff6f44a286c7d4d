package org.kd4j.core.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.state.StateFile;
import org.kd4j.core.state.Stateful;

/**
 * The files of a training: its state, and the best student so far in a file of its own, named by its step, so that a
 * state on disk always finds the best that it knows of.
 */
final class StateFolder {
    private static final String STATE = "training.state";
    private static final String BEST = "best-";
    private final Path folder;
    private final String fingerprint;
    /** The best student that was written since the last state, which knows nothing of it; null: none. */
    private String unknown;

    StateFolder(Path folder, String fingerprint) {
        this.folder = folder;
        this.fingerprint = fingerprint;
        // What a killed process was writing; the folder is this training's alone.
        delete(name -> name.matches("\\.(" + BEST + "|" + STATE + ").*\\.tmp"));
    }

    /** Whether there is a state; nothing is touched. */
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(STATE));
    }

    /** Takes on the state that is there, if any, and tells whether there was one. */
    boolean read(Stateful training) {
        if (!isIn(folder)) {
            return false;
        }
        StateFile.read(folder.resolve(STATE), fingerprint, training);
        return true;
    }

    /** Writes the state, then forgets all best students but one. */
    void write(Stateful training, long bestStep) {
        StateFile.write(folder.resolve(STATE), fingerprint, training);
        String kept = best(bestStep);
        delete(name -> name.startsWith(BEST) && !name.equals(kept));
        unknown = null;
    }

    /** Writes a better student, then forgets the one before it unless the state on disk knows of that one. */
    void writeBest(Stateful student, long step) {
        String better = best(step);
        StateFile.write(folder.resolve(better), fingerprint, student);
        String before = unknown;
        unknown = better;
        delete(name -> name.equals(before) && !name.equals(better));
    }

    /** @throws InvalidInput if the file is missing or damaged */
    void readBest(Stateful student, long step) {
        StateFile.read(folder.resolve(best(step)), fingerprint, student);
    }

    void deleteAll() {
        delete(name -> true);
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String best(long step) {
        return BEST + step + ".state";
    }

    private void delete(Predicate<String> names) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            List<Path> files;
            try (Stream<Path> all = Files.list(folder)) {
                files = all.filter(file -> names.test(file.getFileName().toString()))
                        .toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

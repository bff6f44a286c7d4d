package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.kd4j.core.failure.RunConflict;

/**
 * Keeps a folder for one process, by a file in it that the owner may delete: a process that comes behind finds a new one.
 * When a process ends, however it does, what it had is free.
 */
final class FolderLock implements AutoCloseable {
    static final String FILE = ".lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @param folder made if it is missing
     * @param taken what is thrown where another has it
     */
    static FolderLock take(Path folder, Supplier<RunConflict> taken) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this very process: just as taken.
        }
        if (lock == null) {
            channel.close();
            throw taken.get();
        }
        return new FolderLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

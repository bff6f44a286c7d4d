package org.kd4j.core.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Folders of files that appear whole or not at all. */
public final class AtomicFolders {
    private static final int ATTEMPTS = 5;

    private AtomicFolders() {}

    /**
     * Writes a folder of files beside the target, forces it to disk, and renames it to the target. A process that is
     * stopped leaves no target; only one that is killed leaves the half-written folder, under a name that begins with a
     * dot and ends in {@code .tmp}.
     *
     * @param target does not exist, is empty, or is a folder to be replaced: then it is first renamed, and deleted when
     *     the new one is in its place
     * @param content writes files into the folder it is given
     * @throws IOException if any step fails; the target is then unchanged and the new folder gone
     */
    public static void write(Path target, AtomicFiles.Content content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Files.createDirectories(parent);
        Path temporary = beside(absolute, ".tmp");
        Thread removal = new Thread(() -> delete(temporary));
        Runtime.getRuntime().addShutdownHook(removal);
        try {
            Files.createDirectory(temporary);
            content.writeTo(temporary);
            forceFiles(temporary);
            replace(absolute, temporary);
            AtomicFiles.forceFolder(parent);
        } finally {
            delete(temporary);
            forget(removal);
        }
    }

    private static Path beside(Path target, String ending) {
        return target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID() + ending);
    }

    private static void replace(Path target, Path written) throws IOException {
        if (isMissingOrEmpty(target)) {
            Files.deleteIfExists(target);
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path old = beside(target, ".old");
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        delete(old);
    }

    /** Whether nothing is lost where a folder takes this place. */
    public static boolean isMissingOrEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return !Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void forceFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
        AtomicFiles.forceFolder(folder);
    }

    /** More than once, where another thread still writes into it while the process ends. */
    private static void delete(Path folder) {
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(folder); attempt++) {
            try {
                List<Path> files;
                try (Stream<Path> walk = Files.walk(folder)) {
                    files = walk.sorted(Comparator.reverseOrder()).toList();
                }
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException gone) {
                return;
            } catch (IOException | UncheckedIOException writtenMeanwhile) {
                continue;
            }
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return;
        }
    }
}

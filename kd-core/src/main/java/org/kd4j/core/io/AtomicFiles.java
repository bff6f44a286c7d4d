package org.kd4j.core.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that appear whole or not at all. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** What writes the content to the path it is given. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path path) throws IOException;
    }

    /**
     * Writes to a temporary file in the target's folder, forces it to disk, and renames it over the target. After a
     * crash at any moment the target is what it was before, or the whole new file.
     *
     * @throws IOException if any step fails; the target is then unchanged and the temporary file gone
     */
    public static void write(Path target, Content content) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Not Files.createTempFile: what it makes can be read by its owner only, and the rename would keep that.
        Path temporary = folder.resolve("." + target.getFileName() + "-" + UUID.randomUUID() + ".tmp");
        try {
            content.writeTo(temporary);
            force(temporary, StandardOpenOption.WRITE);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(folder);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The same for a text, in UTF-8. */
    public static void writeText(Path target, String text) throws IOException {
        write(target, path -> Files.writeString(path, text, StandardCharsets.UTF_8));
    }

    private static void force(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    /** The rename is durable once the folder is; Windows cannot open a folder, and needs no such step. */
    static void forceFolder(Path folder) {
        try {
            force(folder, StandardOpenOption.READ);
        } catch (IOException windows) {
            return;
        }
    }
}

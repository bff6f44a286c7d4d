package org.kd4j.core.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kd4j.core.failure.InvalidInput;

/** The SHA-256 of every file of a folder, in a file that {@code sha256sum -c} checks too. */
public final class Checksums {
    public static final String FILE = "SHA256SUMS";

    /** Far more than the lines of a folder of known files take. */
    private static final long LARGEST = 1 << 16;

    private Checksums() {}

    /** Writes the hashes of all files that lie in a folder. */
    public static void write(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        StringBuilder lines = new StringBuilder();
        for (Path file : files) {
            lines.append(Sha256.ofFile(file))
                    .append("  ")
                    .append(file.getFileName())
                    .append('\n');
        }
        Files.writeString(folder.resolve(FILE), lines);
    }

    /**
     * Reads all files that are listed and compares their hashes. Other files may lie beside them.
     *
     * @param known the names that a file may have; those of a folder's own kind
     * @param next what to do where a file is damaged, a sentence
     * @return the names of the files that are listed
     * @throws InvalidInput naming the file that is missing, changed, a link, or not one of the known
     */
    public static Set<String> check(Path folder, Set<String> known, String next) {
        Map<String, String> hashes = hashes(folder.resolve(FILE), known, next);
        hashes.forEach((name, hash) -> {
            Path file = folder.resolve(name);
            String found = found(file);
            if (!found.equals(hash)) {
                throw new InvalidInput(file.toString(), found, "the file with SHA-256 " + hash, next);
            }
        });
        return hashes.keySet();
    }

    private static String found(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "a link or a folder" : "no such file";
        }
        try {
            return Sha256.ofFile(file);
        } catch (IOException e) {
            return "no readable file (" + e.getMessage() + ")";
        }
    }

    private static Map<String, String> hashes(Path file, Set<String> known, String next) {
        Map<String, String> hashes = new TreeMap<>();
        for (String line : text(file, next).lines().toList()) {
            String[] parts = line.split("  ", 2);
            boolean right = parts.length == 2
                    && parts[0].matches("[0-9a-f]{64}")
                    && known.contains(parts[1])
                    && hashes.put(parts[1], parts[0]) == null;
            if (!right) {
                throw new InvalidInput(
                        file.toString(),
                        "the line '" + line + "'",
                        "a SHA-256, two blanks, and one of "
                                + known.stream().sorted().collect(Collectors.toList()),
                        next);
            }
        }
        return hashes;
    }

    private static String text(Path file, String next) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it has " + Files.size(file) + " bytes");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidInput(
                    file.toString(), "no readable file (" + e.getMessage() + ")", "the hashes of the files", next);
        }
    }
}

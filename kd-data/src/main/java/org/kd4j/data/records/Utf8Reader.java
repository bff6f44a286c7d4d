package org.kd4j.data.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.kd4j.core.failure.InvalidInput;

/**
 * The characters of a text file in UTF-8, of which one line at a time is in memory. What is wrong with the file is an
 * {@link InvalidInput} that names it, with the line of a byte that is not UTF-8.
 */
public final class Utf8Reader extends Reader {
    private final String file;
    private final Utf8Lines lines;
    private String line = "";
    private int position;

    Utf8Reader(String file, Utf8Lines lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Opens a file; one whose name ends in {@code .gz} is compressed.
     *
     * @param expected what the file should be, for messages
     * @throws InvalidInput if it is missing, is a folder, or cannot be read
     */
    public static Utf8Reader open(Path path, String expected) {
        String file = path.toString();
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new InvalidInput(
                    file,
                    Files.notExists(path) ? "no such file" : "no readable file",
                    expected,
                    "Name a file that exists.");
        }
        try {
            return new Utf8Reader(file, new Utf8Lines(file, decompressed(file, Files.newInputStream(path))));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The stream itself, or what it holds in compressed form by the name of its file. Closed if it cannot be read. */
    static InputStream decompressed(String file, InputStream in) throws IOException {
        try {
            return file.endsWith(".gz") ? new GZIPInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    static InvalidInput unreadable(String file, IOException e) {
        return new InvalidInput(
                file,
                "a file that cannot be read (" + e.getMessage() + ")",
                "a readable file",
                "Check the disk and the file's permissions.");
    }

    @Override
    public int read(char[] target, int offset, int length) {
        if (line != null && position == line.length()) {
            line = nextLine();
            position = 0;
        }
        if (line == null) {
            return -1;
        }
        int count = Math.min(length, line.length() - position);
        line.getChars(position, position + count, target, offset);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Never empty: without its break a line has a character, but for a byte order mark alone. */
    private String nextLine() {
        try {
            String next = lines.next();
            return next != null && next.isEmpty() ? lines.next() : next;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}

package org.kd4j.data.records;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.kd4j.core.failure.InvalidInput;

/**
 * Lines of UTF-8 of any length, one in memory at a time. Each is decoded on its own, so that a malformed byte is
 * reported with its line instead of being replaced.
 */
final class Utf8Lines implements Closeable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String file;
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private long line;

    Utf8Lines(String file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Number of the last line given, from 1; 0 before the first. */
    long line() {
        return line;
    }

    /** The next line with its line break, the last one possibly without; null at the end. */
    String next() throws IOException {
        byte[] bytes = nextBytes();
        if (bytes.length == 0) {
            return null;
        }
        line++;
        String text = decode(bytes);
        return line == 1 && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private String decode(byte[] bytes) {
        try {
            return decoder.decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInput(
                    Place.of(file, line),
                    "bytes that are not UTF-8",
                    "a text file in UTF-8",
                    "Convert the file, for example with iconv -f ISO-8859-1 -t UTF-8.");
        }
    }

    private byte[] nextBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        while (fill()) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            boolean complete = end < limit;
            int next = complete ? end + 1 : end;
            bytes.write(buffer, position, next - position);
            position = next;
            if (complete) {
                break;
            }
        }
        return bytes.toByteArray();
    }

    private boolean fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer));
        }
        return limit > 0;
    }
}

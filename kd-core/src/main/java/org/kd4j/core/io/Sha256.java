package org.kd4j.core.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over a sequence of parts. Each part is preceded by its length, so that ("ab", "c") and ("a", "bc") differ.
 * Not thread-safe.
 */
public final class Sha256 {
    private final MessageDigest digest = digest();

    /** Hex digest of the bytes of a file, as {@code sha256sum} prints it. */
    public static String ofFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in);
        }
    }

    /** Hex digest of what a stream holds; the stream is read to its end and left open. */
    public static String of(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Hex digest of a text's UTF-8 bytes. */
    public static String ofText(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    public Sha256 add(byte[] part) {
        return begin(part.length).more(ByteBuffer.wrap(part));
    }

    /** Begins a part that is too long to be had in one piece; its {@code length} bytes follow by {@link #more}. */
    public Sha256 begin(long length) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(length).array());
        return this;
    }

    /** The next piece of the part that was begun: what remains of the buffer. */
    public Sha256 more(ByteBuffer piece) {
        digest.update(piece);
        return this;
    }

    public Sha256 add(String part) {
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    public Sha256 add(long part) {
        return add(ByteBuffer.allocate(Long.BYTES).putLong(part).array());
    }

    public Sha256 add(float[] part) {
        ByteBuffer bytes = ByteBuffer.allocate(part.length * Float.BYTES);
        bytes.asFloatBuffer().put(part);
        return add(bytes.array());
    }

    /** Hex digest of the parts so far; nothing can be added afterwards. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

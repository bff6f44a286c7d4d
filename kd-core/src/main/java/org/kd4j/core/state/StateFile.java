package org.kd4j.core.state;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.AtomicFiles;

/**
 * A state on disk: the text {@code kd4j training state 2} and the fingerprint of what it belongs to, each behind its
 * length in two bytes; the entries; and the SHA-256 of all that, binary. Numbers are big-endian. It appears whole or not at
 * all, and replaces an older one only then.
 */
public final class StateFile {
    private static final String MAGIC = "kd4j training state 2";
    private static final int DIGEST = 32;

    private StateFile() {}

    /**
     * @param fingerprint of the configuration and data without which the state means nothing
     * @throws UncheckedIOException if it cannot be written; an older file is then as it was
     */
    public static void write(Path file, String fingerprint, Stateful state) {
        try {
            AtomicFiles.write(file, path -> {
                MessageDigest digest = sha256();
                try (OutputStream plain = Files.newOutputStream(path)) {
                    DataOutputStream out = new DataOutputStream(
                            new BufferedOutputStream(new DigestOutputStream(plain, digest), 1 << 16));
                    out.writeUTF(MAGIC);
                    out.writeUTF(fingerprint);
                    state.writeState(new StateWriter(out));
                    out.flush();
                    plain.write(digest.digest());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the state of the training cannot be written to " + file, e);
        }
    }

    /**
     * Reads a whole file and compares its hash, and only then gives it to the state.
     *
     * @throws InvalidInput if the file is damaged, none of ours, or of another fingerprint; it is left as it is
     */
    public static void read(Path file, String fingerprint, Stateful state) {
        try {
            requireHash(file);
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
                require(file, in.readUTF(), MAGIC, "a state that this version of kd4j wrote");
                require(file, in.readUTF(), fingerprint, "the state of a training with this configuration and data");
                state.readState(new StateReader(file.toString(), in));
                if (in.readNBytes(DIGEST + 1).length != DIGEST) {
                    throw refused(file.toString(), "more than was asked for", "the end of the state");
                }
            }
        } catch (EOFException | UTFDataFormatException e) {
            throw refused(file.toString(), "no readable entry", "the entries of a state");
        } catch (IOException e) {
            throw refused(file.toString(), "no readable file (" + e + ")", "a state");
        }
    }

    private static void require(Path file, String found, String expected, String what) {
        if (!found.equals(expected)) {
            throw refused(file.toString(), "'" + abridged(found) + "'", what + ", '" + abridged(expected) + "'");
        }
    }

    private static String abridged(String text) {
        return text.length() <= 24 ? text : text.substring(0, 24) + "…";
    }

    private static void requireHash(Path file) throws IOException {
        long content = Files.size(file) - DIGEST;
        MessageDigest digest = sha256();
        try (InputStream plain = Files.newInputStream(file)) {
            DigestInputStream in = new DigestInputStream(plain, digest);
            byte[] buffer = new byte[1 << 16];
            for (long left = content; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    break;
                }
                left -= read;
            }
            if (content < 0 || !MessageDigest.isEqual(digest.digest(), plain.readNBytes(DIGEST))) {
                throw refused(file.toString(), "a damaged file, or none of ours", "a state that ends with its SHA-256");
            }
        }
    }

    static InvalidInput refused(String file, String found, String expected) {
        return new InvalidInput(
                file, found, expected, "Move it away to train from the start; nothing has been changed.");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

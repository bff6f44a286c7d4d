package org.kd4j.models.onnx;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.kd4j.core.io.Sha256;

/** Bytes at known places, in a file or in memory. A file is read piece by piece and never held as a whole. */
sealed interface ByteSource extends Closeable {
    /** Bytes of the longest piece that is held at once. */
    int PIECE = 1 << 20;

    /** Number of bytes. */
    long size();

    /**
     * Fills what remains of the buffer with the bytes from {@code offset} on.
     *
     * @throws EOFException if there are fewer
     */
    void read(ByteBuffer into, long offset) throws IOException;

    /** All bytes, from the first on. */
    InputStream stream() throws IOException;

    /** Adds all bytes to a digest, as one part. */
    default void digest(Sha256 digest) throws IOException {
        digest.begin(size());
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long offset = 0; offset < size(); offset += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE, size() - offset));
            read(piece, offset);
            digest.more(piece.flip());
        }
    }

    /** @throws IOException if it is no regular file: what a device or a pipe gives may never end */
    static ByteSource open(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException("it is no regular file");
        }
        FileChannel channel = FileChannel.open(file);
        return new InFile(channel, channel.size());
    }

    /** A file, open until it is closed. */
    record InFile(FileChannel channel, long size) implements ByteSource {
        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            long at = offset;
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    throw new EOFException("it ends at byte " + at);
                }
                at += count;
            }
        }

        @Override
        public InputStream stream() throws IOException {
            return Channels.newInputStream(channel.position(0));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** An array. */
    record InMemory(byte[] bytes) implements ByteSource {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            if (offset > bytes.length - into.remaining()) {
                throw new EOFException("it ends at byte " + bytes.length);
            }
            into.put(bytes, (int) offset, into.remaining());
        }

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void close() {}
    }
}

package org.kd4j.data.targets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A vector as the cache keeps it.
 *
 * @param bytes float32, little-endian
 * @param crc32 CRC-32 of the text's hash (ASCII) and the bytes, so that neither damage nor a swapped row goes unseen
 */
record FloatBlob(byte[] bytes, long crc32) {

    static FloatBlob of(String textHash, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new FloatBlob(bytes.array(), crc32(textHash, bytes.array()));
    }

    /** Whether this is what was stored for that text. */
    boolean isIntact(String textHash) {
        return bytes.length % Float.BYTES == 0 && crc32(textHash, bytes) == crc32;
    }

    float[] values() {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static long crc32(String textHash, byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(textHash.getBytes(StandardCharsets.US_ASCII));
        crc.update(bytes);
        return crc.getValue();
    }
}

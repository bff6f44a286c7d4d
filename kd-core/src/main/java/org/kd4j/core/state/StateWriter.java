package org.kd4j.core.state;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Writes named lists of numbers, one after the other. */
public final class StateWriter {
    static final int LONGS = 'L';
    static final int DOUBLES = 'D';
    static final int FLOATS = 'F';
    static final int CHUNK = 1 << 14;

    private final DataOutputStream out;

    StateWriter(DataOutputStream out) {
        this.out = out;
    }

    public void longs(String name, long... values) throws IOException {
        begin(name, LONGS, values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    public void doubles(String name, double... values) throws IOException {
        begin(name, DOUBLES, values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    public void floats(String name, float... values) throws IOException {
        floats(name, FloatBuffer.wrap(values), values.length);
    }

    /** The first so many numbers of a buffer. */
    public void floats(String name, FloatBuffer values, int count) throws IOException {
        begin(name, FLOATS, count);
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES);
        for (int at = 0; at < count; at += CHUNK) {
            int length = Math.min(CHUNK, count - at);
            bytes.asFloatBuffer().put(0, values, at, length);
            out.write(bytes.array(), 0, length * Float.BYTES);
        }
    }

    private void begin(String name, int type, int count) throws IOException {
        out.writeUTF(name);
        out.writeByte(type);
        out.writeInt(count);
    }
}

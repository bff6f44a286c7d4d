package org.kd4j.core.state;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.kd4j.core.failure.InvalidInput;

/**
 * Reads the lists that {@link StateWriter} wrote, in the same order. The caller says how many numbers it expects, so that
 * nothing is allocated on a file's word.
 */
public final class StateReader {
    private final String file;
    private final DataInputStream in;

    StateReader(String file, DataInputStream in) {
        this.file = file;
        this.in = in;
    }

    public long[] longs(String name, int count) throws IOException {
        begin(name, StateWriter.LONGS, count);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    public double[] doubles(String name, int count) throws IOException {
        begin(name, StateWriter.DOUBLES, count);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    /** Fills an array. */
    public void floats(String name, float[] target) throws IOException {
        floats(name, FloatBuffer.wrap(target), target.length);
    }

    /** Sets the first so many numbers of a buffer. */
    public void floats(String name, FloatBuffer target, int count) throws IOException {
        begin(name, StateWriter.FLOATS, count);
        ByteBuffer bytes = ByteBuffer.allocate(StateWriter.CHUNK * Float.BYTES);
        for (int at = 0; at < count; at += StateWriter.CHUNK) {
            int length = Math.min(StateWriter.CHUNK, count - at);
            in.readFully(bytes.array(), 0, length * Float.BYTES);
            target.put(at, bytes.asFloatBuffer(), 0, length);
        }
    }

    /** @throws InvalidInput where a file's own numbers contradict each other */
    public InvalidInput contradiction(String found, String expected) {
        return StateFile.refused(file, found, expected);
    }

    private void begin(String name, int type, int count) throws IOException {
        String foundName = in.readUTF();
        int foundType = in.readUnsignedByte();
        int foundCount = in.readInt();
        if (!foundName.equals(name) || foundType != type || foundCount != count) {
            throw StateFile.refused(
                    file,
                    foundCount + " numbers '" + foundName + "' of type " + (char) foundType,
                    count + " numbers '" + name + "' of type " + (char) type);
        }
    }
}

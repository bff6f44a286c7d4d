package org.kd4j.models.student;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What {@code coefficients.bin} says of itself in front of its numbers. ND4J takes as much memory as that says, and reads
 * numbers from where that says: it is held against the file and the model first.
 */
final class CoefficientsHeader {
    private static final String NAME = "coefficients.bin";
    private static final int MOST_DIMENSIONS = 2;

    private final DataInputStream in;
    private long bytes;

    private CoefficientsHeader(DataInputStream in) {
        this.in = in;
    }

    /** @throws IOException saying what it has, if that is not a row of so many floats and nothing else */
    static void require(ZipFile graph, long numbers) throws IOException {
        ZipEntry entry = graph.getEntry(NAME);
        if (entry == null) {
            throw new IOException("it has no " + NAME);
        }
        try (DataInputStream in = new DataInputStream(graph.getInputStream(entry))) {
            CoefficientsHeader header = new CoefficientsHeader(in);
            header.requireRow(numbers);
            header.requireBuffer("FLOAT", numbers, numbers);
            if (header.bytes + numbers * Float.BYTES != entry.getSize()) {
                throw new IOException("its " + NAME + " has " + entry.getSize() + " bytes where " + numbers
                        + " numbers are expected");
            }
        }
    }

    /** The shape: rank, sizes, strides, three more. */
    private void requireRow(long numbers) throws IOException {
        long[] shape = new long[(int) requireBuffer("LONG", 2 + 4, 2 * MOST_DIMENSIONS + 4)];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in.readLong();
        }
        bytes += (long) shape.length * Long.BYTES;
        int rank = (shape.length - 4) / 2;
        boolean row = shape[0] == rank
                && shape[rank] == numbers
                && shape[2 * rank] == 1
                && Arrays.stream(shape, 1, rank).allMatch(size -> size == 1);
        if (!row) {
            throw new IOException("its " + NAME + " has the shape " + Arrays.toString(shape) + " where " + numbers
                    + " numbers are expected");
        }
    }

    /** @return how many numbers it says it has */
    private long requireBuffer(String type, long least, long most) throws IOException {
        String mode = in.readUTF();
        long length = in.readLong();
        String found = in.readUTF();
        bytes += 2L * Short.BYTES + Long.BYTES + mode.length() + found.length();
        if (!mode.equals("MIXED_DATA_TYPES") || !found.equals(type) || length < least || length > most) {
            throw new IOException("its " + NAME + " says that it has " + length + " numbers of type " + found
                    + " where " + most + " of type " + type + " are expected");
        }
        return length;
    }
}

package org.kd4j.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.seed.Seeds;

class StateFileTest {
    private static final long SEED = 11;

    @TempDir
    Path folder;

    @Test
    void keepsEveryBit() throws IOException {
        Numbers written = Numbers.random(40_000);
        Path file = folder.resolve("a.state");
        StateFile.write(file, "fingerprint", written);
        Numbers read = new Numbers(new long[3], new double[4], new float[40_000]);
        StateFile.read(file, "fingerprint", read);

        assertThat(read.longs).isEqualTo(written.longs);
        assertThat(Arrays.stream(read.doubles).mapToLong(Double::doubleToRawLongBits))
                .containsExactlyElementsOf(Arrays.stream(written.doubles)
                        .mapToLong(Double::doubleToRawLongBits)
                        .boxed()
                        .toList());
        for (int i = 0; i < read.floats.length; i++) {
            assertThat(Float.floatToRawIntBits(read.floats[i])).isEqualTo(Float.floatToRawIntBits(written.floats[i]));
        }
    }

    @Test
    void refusesEveryTruncationAndEveryFlippedBit() throws IOException {
        Path file = folder.resolve("a.state");
        StateFile.write(file, "fingerprint", Numbers.random(5));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "damaged");
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "damaged");
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(flipped, "damaged");
        }
    }

    @Test
    void refusesWhatIsNotItsOwn() throws IOException {
        Path file = folder.resolve("a.state");
        StateFile.write(file, "another", Numbers.random(5));
        assertRefused(Files.readAllBytes(file), "'another', expected the state of a training with this configuration");
        StateFile.write(file, "fingerprint", Numbers.random(6));
        assertRefused(Files.readAllBytes(file), "6 numbers 'floats' of type F, expected 5 numbers 'floats' of type F");
        StateFile.write(file, "fingerprint", new Longer());
        assertRefused(Files.readAllBytes(file), "more than was asked for");
        assertRefused("a text of some length, which is no state of any training".getBytes(), "damaged");
        assertThatThrownBy(() -> StateFile.read(folder.resolve("missing"), "fingerprint", Numbers.random(5)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no readable file");
    }

    @Test
    void keepsTheOldFileWhereTheNewOneFails() throws IOException {
        Path file = folder.resolve("a.state");
        StateFile.write(file, "fingerprint", Numbers.random(5));
        byte[] before = Files.readAllBytes(file);
        Stateful full = new Longer() {
            @Override
            public void writeState(StateWriter out) throws IOException {
                super.writeState(out);
                throw new IOException("no space left on device");
            }
        };
        assertThatThrownBy(() -> StateFile.write(file, "fingerprint", full))
                .isInstanceOf(UncheckedIOException.class)
                .hasStackTraceContaining("no space left");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private void assertRefused(byte[] content, String because) throws IOException {
        Path file = folder.resolve("refused.state");
        Files.write(file, content);
        assertThatThrownBy(() ->
                        StateFile.read(file, "fingerprint", new Numbers(new long[3], new double[4], new float[5])))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("refused.state: found ")
                .hasMessageContaining(because);
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    private static class Longer extends Numbers {
        Longer() {
            super(new long[3], new double[4], new float[5]);
        }

        @Override
        public void writeState(StateWriter out) throws IOException {
            super.writeState(out);
            out.longs("more", 1);
        }
    }

    private static class Numbers implements Stateful {
        final long[] longs;
        final double[] doubles;
        final float[] floats;

        Numbers(long[] longs, double[] doubles, float[] floats) {
            this.longs = longs;
            this.doubles = doubles;
            this.floats = floats;
        }

        static Numbers random(int count) {
            SplittableRandom random = Seeds.stream(SEED, "numbers", 0);
            float[] floats = new float[count];
            for (int i = 0; i < count; i++) {
                floats[i] = i == 2 ? Float.NEGATIVE_INFINITY : (float) random.nextDouble();
            }
            double[] doubles = {-0.0, Double.NaN, Double.MIN_VALUE, random.nextDouble()};
            return new Numbers(new long[] {Long.MIN_VALUE, -1, random.nextLong()}, doubles, floats);
        }

        @Override
        public void writeState(StateWriter out) throws IOException {
            out.longs("longs", longs);
            out.doubles("doubles", doubles);
            out.floats("floats", floats);
        }

        @Override
        public void readState(StateReader in) throws IOException {
            System.arraycopy(in.longs("longs", 3), 0, longs, 0, 3);
            System.arraycopy(in.doubles("doubles", 4), 0, doubles, 0, 4);
            in.floats("floats", floats);
        }
    }
}

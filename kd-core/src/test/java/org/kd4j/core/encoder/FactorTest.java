package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.seed.Seeds;

/** Products by factors as they lie and by packed ones, where the library has such, against sums in double. */
class FactorTest {
    private static final int STRIDE = 1_550;
    private static final int COLUMN = 3;

    /** Rows, in and out. */
    private static final int[][] SIZES = {
        {1, 64, 48},
        {7, 21, 35},
        {33, 64, 129},
        {300, 130, 16},
        {64, 1, 1},
        {40, 600, 70},
        {130, 96, 35},
        {1, 1536, 384},
        {70, 384, 1536}
    };

    /** @param transposed whether the factor's matrix lies in columns */
    record Case(Gemm gemm, int rows, int in, int out, boolean transposed, boolean adding) {}

    static Stream<Case> cases() {
        return Stream.of(new OneDnnGemm(), new OpenBlasGemm())
                .flatMap(gemm -> Stream.of(SIZES)
                        .flatMap(size -> Stream.of(true, false)
                                .flatMap(transposed -> Stream.of(true, false)
                                        .map(adding ->
                                                new Case(gemm, size[0], size[1], size[2], transposed, adding)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheProduct(Case one) {
        SplittableRandom random = Seeds.stream(3, "factor", 0);
        int lying = one.transposed() ? one.out() : one.in();
        try (NativeFloats a = random(random, one.rows() * one.in());
                NativeFloats whole = random(random, lying * STRIDE);
                NativeFloats c = random(random, one.rows() * one.out());
                Workers workers = new Workers(1, one.gemm())) {
            PlainFactor part = factor(one, whole, COLUMN);
            float[] before = all(c);
            double[] expected = expected(one, all(a), all(whole), before);
            workers.run(
                    1,
                    (task, worker) ->
                            part.multiply(one.rows(), a.matrix(0, one.in()), c.matrix(0, one.out()), one.adding()));
            assertEqual(c, expected);
            workers.run(
                    1,
                    (task, worker) -> one.gemm().packed(one.in(), one.out()).ifPresent(packed -> {
                        try (packed) {
                            packed.set(factor(one, whole, 0).matrix());
                            packed.set(part.matrix());
                            c.put(0, before, 0, before.length);
                            packed.multiply(one.rows(), a.matrix(0, one.in()), c.matrix(0, one.out()), one.adding());
                        }
                    }));
            assertEqual(c, expected);
        }
    }

    /** A plan for a size serves every factor of that size, and more sizes than are kept are planned anew. */
    @Test
    void plansServeAnyFactorAndAreForgotten() {
        SplittableRandom random = Seeds.stream(4, "factor", 0);
        Gemm gemm = new OneDnnGemm();
        try (NativeFloats a = random(random, 700 * 8);
                NativeFloats first = random(random, 8 * 8);
                NativeFloats second = random(random, 8 * 8);
                NativeFloats c = new NativeFloats(700 * 8);
                Workers workers = new Workers(1, gemm)) {
            PlainFactor one = PlainFactor.of(gemm, first, 8);
            PlainFactor other = PlainFactor.of(gemm, second, 8);
            workers.run(1, (task, worker) -> {
                try (PackedFactor packedOne = packed(gemm, one);
                        PackedFactor packedOther = packed(gemm, other)) {
                    for (int rows = 1; rows <= 700; rows += rows == 1 ? 298 : 1) {
                        assertProduct(rows, a, packedOne, one, c);
                        assertProduct(rows, a, packedOther, other, c);
                    }
                    assertProduct(1, a, packedOne, one, c);
                }
            });
        }
    }

    private static PackedFactor packed(Gemm gemm, PlainFactor plain) {
        Optional<PackedFactor> packed = gemm.packed(plain.in(), plain.out());
        assumeTrue(packed.isPresent(), "oneDNN has no products by blocks on this processor");
        packed.get().set(plain.matrix());
        return packed.get();
    }

    /** The last row, of all that the product has. */
    private static void assertProduct(int rows, NativeFloats a, Factor factor, PlainFactor plain, NativeFloats c) {
        factor.multiply(rows, a.matrix(0, 8), c.matrix(0, 8), false);
        float[] x = new float[8];
        a.get((rows - 1) * 8, x, 0, 8);
        float[] found = new float[8];
        c.get((rows - 1) * 8, found, 0, 8);
        float[] weights = all(plain.memory());
        for (int out = 0; out < 8; out++) {
            double sum = 0;
            for (int in = 0; in < 8; in++) {
                sum += (double) x[in] * weights[in * 8 + out];
            }
            assertThat((double) found[out]).as("%d rows, value %d", rows, out).isCloseTo(sum, within(1e-5));
        }
    }

    /** A packed factor is as exact as a float: also where it is taken apart, of numbers of very different size. */
    @Test
    void isAsExactAsOneOfFloats() {
        SplittableRandom random = Seeds.stream(5, "factor", 0);
        Gemm gemm = new OneDnnGemm();
        Case one = new Case(gemm, 150, 384, 130, false, false);
        try (NativeFloats a = random(random, one.rows() * one.in());
                NativeFloats whole = random(random, one.in() * STRIDE);
                NativeFloats c = new NativeFloats(one.rows() * one.out());
                Workers workers = new Workers(1, gemm)) {
            spread(random, a);
            spread(random, whole);
            PlainFactor plain = factor(one, whole, COLUMN);
            double[] expected = expected(one, all(a), all(whole), new float[one.rows() * one.out()]);
            workers.run(1, (task, worker) -> {
                try (PackedFactor packed = packed(gemm, plain)) {
                    packed.multiply(one.rows(), a.matrix(0, one.in()), c.matrix(0, one.out()), false);
                }
            });
            assertThat(relativeError(all(c), expected)).isBetween(1e-9, 3e-7);
        }
    }

    /** Magnitudes from 2^-40 to 2^40. */
    private static void spread(SplittableRandom random, NativeFloats floats) {
        float[] values = all(floats);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.scalb(values[i], random.nextInt(-40, 41));
        }
        floats.put(0, values, 0, values.length);
    }

    private static double relativeError(float[] found, double[] expected) {
        double error = 0;
        double all = 0;
        for (int i = 0; i < expected.length; i++) {
            error += (found[i] - expected[i]) * (found[i] - expected[i]);
            all += expected[i] * expected[i];
        }
        return Math.sqrt(error / all);
    }

    @Test
    void oneDnnPacksWhereTheProcessorHasWideVectors() throws IOException {
        Path processor = Path.of("/proc/cpuinfo");
        assumeTrue(Files.exists(processor) && Files.readString(processor).contains(" avx512dq "));
        assertThat(new OneDnnGemm().packed(64, 32)).isPresent();
    }

    private static PlainFactor factor(Case one, NativeFloats whole, int column) {
        PlainFactor all = PlainFactor.of(one.gemm(), whole, STRIDE);
        return one.transposed()
                ? all.columns(column, column + one.in()).transpose()
                : all.columns(column, column + one.out());
    }

    private static double[] expected(Case one, float[] a, float[] weights, float[] before) {
        double[] sums = new double[before.length];
        for (int row = 0; row < one.rows(); row++) {
            for (int out = 0; out < one.out(); out++) {
                double sum = one.adding() ? before[row * one.out() + out] : 0;
                for (int in = 0; in < one.in(); in++) {
                    int place = one.transposed() ? out * STRIDE + in : in * STRIDE + out;
                    sum += (double) a[row * one.in() + in] * weights[COLUMN + place];
                }
                sums[row * one.out() + out] = sum;
            }
        }
        return sums;
    }

    private static void assertEqual(NativeFloats found, double[] expected) {
        float[] values = all(found);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) values[i]).as("value %d", i).isCloseTo(expected[i], within(1e-4));
        }
    }

    private static NativeFloats random(SplittableRandom random, int length) {
        NativeFloats floats = new NativeFloats(length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        floats.put(0, values, 0, length);
        return floats;
    }

    private static float[] all(NativeFloats floats) {
        float[] values = new float[floats.length()];
        floats.get(0, values, 0, values.length);
        return values;
    }
}

package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kd4j.core.encoder.Masks.Site;

class MaskDrawTest {
    private static final int LENGTH = 1 << 20;

    /** Frequencies within five standard deviations. */
    @Test
    void dropsTheShareAndNeighboursIndependently() {
        for (float share : new float[] {0.1f, 0.5f, 0.9f}) {
            float[] mask = mask(41, share);
            double dropped = 0;
            double pairs = 0;
            double rows = 0;
            for (int i = 0; i < LENGTH; i++) {
                assertThat(mask[i] == 0 || mask[i] == 1).isTrue();
                dropped += 1 - mask[i];
                pairs += (1 - mask[i]) * (1 - mask[(i + 1) % LENGTH]);
                rows += (1 - mask[i]) * (1 - mask[(i + 384) % LENGTH]);
            }
            double deviation = 5 * Math.sqrt(share * (1 - share) / LENGTH);
            assertThat(dropped / LENGTH).isCloseTo(share, within(deviation));
            assertThat(pairs / LENGTH).isCloseTo(share * share, within(3 * deviation));
            assertThat(rows / LENGTH).isCloseTo(share * share, within(3 * deviation));
        }
    }

    @Test
    void dropsNothingWithShareNought() {
        assertThat(mask(42, 0f)).containsOnly(1f);
    }

    @Test
    void piecesAreTheSameAsTheWhole() {
        float[] whole = mask(43, 0.3f);
        float[] pieces = new float[LENGTH];
        MaskDraw draw = new MaskDraw();
        int[] lengths = {1, 7, 8_192, 64, 20_000};
        for (int at = 0, i = 0; at < LENGTH; i++) {
            int length = Math.min(lengths[i % lengths.length], LENGTH - at);
            draw.draw(pieces, at, 43, at, length, 0.3f);
            at += length;
        }
        assertThat(pieces).isEqualTo(whole);
    }

    /** Agreement of two masks is a matter of chance, also for keys that differ in one bit or by a shift. */
    @Test
    void keysAreIndependent() {
        long key = 0x0123456789abcdefL;
        float[] one = mask(key, 0.5f);
        for (long other : new long[] {key ^ 1, key ^ (1L << 31), key ^ (1L << 32), key ^ (1L << 63), key + 1}) {
            float[] two = mask(other, 0.5f);
            for (int shift = -1; shift <= 1; shift++) {
                if (shift != 0 && (other >>> 32) == (key >>> 32)) {
                    continue;
                }
                double same = 0;
                for (int i = 1; i < LENGTH - 1; i++) {
                    same += one[i] == two[i + shift] ? 1 : 0;
                }
                assertThat(same / LENGTH).as("key %x, shift %d", other, shift).isCloseTo(0.5, within(0.005));
            }
        }
    }

    @Test
    void everyUseHasItsOwnKey() {
        Set<Long> keys = new HashSet<>();
        for (long stream = 0; stream < 3; stream++) {
            Masks masks = new Masks(Dropout.of(0.1), stream);
            for (int layer = 0; layer < 4; layer++) {
                for (Site site : Site.values()) {
                    for (int record = 0; record < 5; record++) {
                        keys.add(masks.key(layer, site, record));
                    }
                }
            }
        }
        assertThat(keys).hasSize(3 * 4 * 4 * 5);
    }

    @Test
    void rejectsSharesOutsideTheirRange() {
        for (float share : new float[] {-0.1f, 1f, Float.NaN}) {
            assertThatThrownBy(() -> new Dropout(0f, share, 0f))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found " + share + ", expected at least 0, below 1");
        }
    }

    private static float[] mask(long key, float share) {
        float[] mask = new float[LENGTH];
        new MaskDraw().draw(mask, 0, key, 0, LENGTH, share);
        return mask;
    }
}

package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedForwardTest {

    /** By hand: the largest multiple of 16 from 128 to 768 that divides the width, or the width. */
    @ParameterizedTest
    @CsvSource({
        "1536, 768",
        "3072, 768",
        "4096, 512",
        "1200, 400",
        "1040, 208",
        "768, 768",
        "128, 128",
        "600, 600",
        "40, 40",
        "1552, 1552"
    })
    void slicesAreEqualAndFastToMultiply(int intermediate, int width) {
        assertThat(FeedForward.width(intermediate)).isEqualTo(width);
        assertThat(FeedForward.starts(intermediate).map(from -> from + width).max())
                .hasValue(intermediate);
    }

    /** As many as there are numbers for a loop, and at least one. */
    @ParameterizedTest
    @CsvSource({"768, 2", "384, 4", "1536, 1", "1537, 1", "40, 38"})
    void shortRowsAreGoneThroughTogether(int width, int rows) {
        assertThat(FeedForward.rowsTogether(width)).isEqualTo(rows);
    }
}

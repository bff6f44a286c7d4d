package org.kd4j.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnnotatorsTest {

    /** Names are what they know people by, in whatever order; nobody and strangers are unknown. */
    @Test
    void knowPeopleByTheirNames() {
        Annotators known = Annotators.of(List.of("ann", "bob", "cy"));
        assertThat(known.numbersOf(Annotators.of(List.of("cy", "zoe", "ann")))).containsExactly(0, 3, 0, 1);
        assertThat(known.numbersOf(known)).containsExactly(0, 1, 2, 3);
        assertThat(known.numbersOf(Annotators.of(List.of()))).containsExactly(Annotators.UNKNOWN);
    }
}

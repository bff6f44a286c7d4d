package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.failure.InvalidConfig;

class LayerMapTest {
    /** The first three as the paper and its code have them. */
    @ParameterizedTest
    @CsvSource({"6, 12, 2 4 6 8 10", "3, 12, 4 8", "6, 24, 4 8 12 16 20", "3, 6, 2 4", "5, 12, 2 4 7 9", "2, 2, 1"})
    void skipsToEveryKthBlockBelowTheTop(int student, int teacher, String blocks) {
        assertThat(teacherBlocks(new LayerMap.Skip(), student, teacher)).isEqualTo(blocks);
    }

    @ParameterizedTest
    @CsvSource({"6, 12, 7 8 9 10 11", "3, 12, 10 11", "3, 6, 4 5", "5, 12, 8 9 10 11", "2, 2, 1"})
    void takesTheLastBlocksBelowTheTop(int student, int teacher, String blocks) {
        assertThat(teacherBlocks(new LayerMap.Last(), student, teacher)).isEqualTo(blocks);
    }

    @Test
    void takesGivenPairsInTheOrderOfTheStudentsBlocks() {
        LayerMap map = new LayerMap.Explicit(List.of(new BlockPair(3, 6), new BlockPair(0, 0), new BlockPair(1, 5)));

        assertThat(map.pairs(3, 6)).containsExactly(new BlockPair(0, 0), new BlockPair(1, 5), new BlockPair(3, 6));
    }

    @Test
    void saysWhichGivenPairIsOutside() {
        LayerMap map = new LayerMap.Explicit(List.of(new BlockPair(1, 2), new BlockPair(2, 7)));

        assertThatThrownBy(() -> map.pairs(3, 6))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContainingAll("[2, 7]", "0 to 3 of the student", "0 to 6 of the teacher");
        assertThatThrownBy(() -> map.pairs(1, 12)).hasMessageContaining("[2, 7]");
    }

    @ParameterizedTest
    @CsvSource({"1, 12", "7, 6"})
    void refusesStudentsWithNothingToMatch(int student, int teacher) {
        for (LayerMap map : List.of(new LayerMap.Skip(), new LayerMap.Last())) {
            assertThatThrownBy(() -> map.pairs(student, teacher))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageContainingAll(student + " blocks", "teacher of " + teacher, "give the pairs");
        }
    }

    @Test
    void refusesPairsThatSayNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LayerMap.Explicit(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LayerMap.Explicit(List.of(new BlockPair(1, 2), new BlockPair(1, 2))))
                .withMessageContaining("all different");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BlockPair(-1, 2))
                .withMessageContaining("[-1, 2]");
    }

    private static String teacherBlocks(LayerMap map, int student, int teacher) {
        List<BlockPair> pairs = map.pairs(student, teacher);
        StringBuilder blocks = new StringBuilder();
        for (int i = 0; i < pairs.size(); i++) {
            assertThat(pairs.get(i).student()).isEqualTo(i + 1);
            blocks.append(i == 0 ? "" : " ").append(pairs.get(i).teacher());
        }
        return blocks.toString();
    }
}

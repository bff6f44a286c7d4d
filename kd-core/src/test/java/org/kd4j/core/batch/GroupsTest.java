package org.kd4j.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroupsTest {
    @Test
    void keepsGroupsWithTheirRecords() {
        Groups groups = new Groups(List.of("a", "b"), new int[][] {{0}, {0, 1}, {}}).select(1, 2, 0);

        assertThat(groups.size()).isEqualTo(3);
        assertThat(groups.contains(0, 1)).isTrue();
        assertThat(groups.contains(1, 0)).isFalse();
        assertThat(groups.contains(2, 0)).isTrue();
        assertThat(groups.contains(2, 1)).isFalse();
    }

    @Test
    void hasNoGroupsWhereNobodyAsks() {
        assertThat(Groups.none(2).isEmpty()).isTrue();
        assertThat(Groups.none(2).select(1).size()).isEqualTo(1);
        assertThat(new Groups(List.of("nobody"), new int[][] {{}}).isEmpty()).isFalse();
    }

    @Test
    void refusesWhatIsNoMembership() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Groups(List.of("a", "a"), new int[0][]));
        assertThatIllegalArgumentException().isThrownBy(() -> new Groups(List.of("a"), new int[][] {{1}}));
        assertThatIllegalArgumentException().isThrownBy(() -> new Groups(List.of("a", "b"), new int[][] {{1, 0}}));
    }
}

package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.state.Stateful;

class StateFolderTest {
    private final Stateful anything = new BestSoFar(EarlyStopping.never());

    @TempDir
    Path folder;

    @Test
    void keepsOneBestStudentWhereThereIsNoState() throws IOException {
        StateFolder states = new StateFolder(folder, "");
        for (int step = 1; step <= 5; step++) {
            states.writeBest(anything, step);
            assertThat(files()).containsExactly("best-" + step + ".state");
        }
        states.writeBest(anything, 5);
        assertThat(files()).containsExactly("best-5.state");
    }

    @Test
    void keepsTheBestStudentThatTheStateKnows() throws IOException {
        StateFolder states = new StateFolder(folder, "");
        states.writeBest(anything, 1);
        states.write(anything, 1);
        for (int step = 2; step <= 5; step++) {
            states.writeBest(anything, step);
            assertThat(files()).containsExactly("best-1.state", "best-" + step + ".state", "training.state");
        }
        StateFolder continued = new StateFolder(folder, "");
        continued.writeBest(anything, 5);
        continued.writeBest(anything, 6);
        assertThat(files()).containsExactly("best-1.state", "best-6.state", "training.state");
        continued.write(anything, 6);
        assertThat(files()).containsExactly("best-6.state", "training.state");
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}

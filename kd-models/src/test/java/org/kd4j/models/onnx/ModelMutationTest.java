package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and hostile models: each of {@code kd.mutations} files with a fault is refused, or is another model that
 * agrees with ONNX Runtime; it neither takes the process down, nor stops it, nor takes more than 2 GiB of memory.
 */
class ModelMutationTest {
    private static final int MUTATIONS = Integer.getInteger("kd.mutations", 150);
    private static final long FIRST = Long.getLong("kd.mutations.first", 0);

    /** Far above the longest import of these small models on a busy machine; what is longer has stopped. */
    private static final long SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void refusesDamagedModelsOrTranslatesThemRightly() throws Exception {
        List<String> faults = new ArrayList<>();
        int agreeing = 0;
        long next = FIRST;
        while (next < FIRST + MUTATIONS) {
            List<String> lines = trial(next, FIRST + MUTATIONS);
            assertThat(lines.get(0)).startsWith(MutationTrial.BEGIN);
            String begun = "";
            for (String line : lines) {
                if (line.startsWith(MutationTrial.BEGIN)) {
                    begun = line;
                    next++;
                } else if (line.startsWith(MutationTrial.AGREES)) {
                    agreeing++;
                    begun = "";
                } else if (line.startsWith(MutationTrial.REFUSED)) {
                    begun = "";
                } else {
                    faults.add(begun + " -> " + line);
                }
            }
        }
        assertThat(faults).as("%d mutations from seed %d", MUTATIONS, FIRST).isEmpty();
        assertThat(agreeing).isBetween(1, MUTATIONS - 1);
    }

    /** The lines of a process that goes through these seeds, up to the one that stopped it. */
    private List<String> trial(long from, long to) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dorg.bytedeco.javacpp.maxbytes=1g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=2g",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                MutationTrial.class.getName(),
                String.valueOf(from),
                String.valueOf(to)));
        TeacherFiles.all().forEach(file -> command.add(file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            String line = read(reader, out);
            while (line != null) {
                lines.add(line);
                line = read(reader, out);
            }
            if (process.waitFor() != 0 || lines.isEmpty()) {
                lines.add("the process ended with " + process.exitValue());
            }
        } catch (TimeoutException e) {
            lines.add("nothing for " + SECONDS + " s");
        } finally {
            process.destroyForcibly();
            reader.shutdownNow();
        }
        return lines;
    }

    private static String read(ExecutorService reader, BufferedReader out)
            throws ExecutionException, InterruptedException, TimeoutException {
        return reader.submit(() -> nextLine(out)).get(SECONDS, TimeUnit.SECONDS);
    }

    private static String nextLine(BufferedReader out) throws IOException {
        return out.readLine();
    }
}

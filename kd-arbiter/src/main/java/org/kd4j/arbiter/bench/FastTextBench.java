package org.kd4j.arbiter.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Trainer;
import org.kd4j.models.student.FastTextLinear;
import org.kd4j.models.student.FastTextSettings;
import org.kd4j.models.student.TextTask;

/**
 * What fastText's own program does: read SST-2's train.tsv, split at blanks, and train for five epochs on one thread,
 * embedding 50, in the order of the file. The rate counts each record once an epoch, and the time includes the reading.
 */
record FastTextBench(String name) implements BenchCase {
    private static final int EPOCHS = 5;

    @Override
    public List<BenchResult> run(BenchSettings settings) throws IOException {
        Path file = Sst2.file(settings, "train.tsv");
        int records = Files.readAllLines(file).size() - 1;
        double seconds = Stopwatch.medianSeconds(settings.repeat(), () -> readAndTrain(file));
        return List.of(new Rate(name, 1, EPOCHS * records / seconds));
    }

    private static void readAndTrain(Path file) {
        Words words = new Words();
        Batch records = words.read(file);
        TextTask task = new TextTask(words.ids.size() + 1, 0, words.longest, 2);
        try (FastTextLinear student = FastTextLinear.create(new FastTextSettings(task, 50), 1)) {
            new Trainer(EPOCHS, 0.5, new Schedule.Halving())
                    .train(student, records, BatchOrder.asRead(records.size(), 1), new HardLabels(), result -> {});
        }
    }

    /** Every different word is a token; 0 is padding. */
    private static final class Words {
        private final Map<String, Integer> ids = new HashMap<>();
        private int longest = 1;

        Batch read(Path file) {
            List<int[]> rows = new ArrayList<>();
            List<Integer> labels = new ArrayList<>();
            try {
                List<String> lines = Files.readAllLines(file);
                for (String line : lines.subList(1, lines.size())) {
                    int tab = line.indexOf('\t');
                    String[] words = line.substring(0, tab).strip().split(" +");
                    int[] row = new int[words.length];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = ids.computeIfAbsent(words[i], word -> ids.size() + 1);
                    }
                    longest = Math.max(longest, row.length);
                    rows.add(row);
                    labels.add(Integer.parseInt(line.substring(tab + 1).strip()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            List<String> names =
                    IntStream.range(0, rows.size()).mapToObj(String::valueOf).toList();
            return Batch.of(
                    names,
                    rows.toArray(int[][]::new),
                    labels.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}

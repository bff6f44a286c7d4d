package org.kd4j.data.targets;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.core.interchange.CounterfactualTeacher;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.TeacherLayers;

/**
 * A teacher whose counterfactuals are kept in a cache file, by the texts, the layer and the tokens of each exchange. Where
 * one of a batch is missing, the batch is computed. Threads take turns.
 */
public final class CachedCounterfactuals implements CounterfactualTeacher, AutoCloseable {
    private final CounterfactualTeacher teacher;
    private final CacheFile file;
    private final Vectors vectors;

    /**
     * @param cache a teacher cache; a new one is made where there is none
     * @throws org.kd4j.core.failure.InvalidInput if the file is no teacher cache, or cannot be written
     */
    public CachedCounterfactuals(CounterfactualTeacher teacher, Path cache) {
        this.teacher = teacher;
        this.file = new CacheFile(cache);
        this.vectors = new Vectors(file, teacher.fingerprint());
    }

    @Override
    public String fingerprint() {
        return teacher.fingerprint();
    }

    @Override
    public Optional<TeacherLayers> layers() {
        return teacher.layers();
    }

    @Override
    public synchronized Answers answer(int[][] tokens, Optional<Interchange> interchange) {
        String[] keys = keys(tokens, interchange);
        float[][] rows = new float[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            rows[i] = vectors.find(keys[i]);
        }
        if (Arrays.stream(rows).anyMatch(row -> row == null)) {
            Answers answers = teacher.answer(tokens, interchange);
            store(keys, answers);
            return answers;
        }
        return answers(rows);
    }

    private void store(String[] keys, Answers answers) {
        Map<String, float[]> rows = new LinkedHashMap<>();
        for (int i = 0; i < keys.length; i++) {
            float[] logits = answers.logits()[i];
            float[] row = logits;
            if (answers.states().isPresent()) {
                float[] states = answers.states().get()[i];
                row = Arrays.copyOf(logits, logits.length + states.length);
                System.arraycopy(states, 0, row, logits.length, states.length);
            }
            rows.put(keys[i], row);
        }
        vectors.store(rows);
    }

    private Answers answers(float[][] rows) {
        int states = layers().map(TeacherLayers::rowLength).orElse(0);
        float[][] logits = Arrays.stream(rows)
                .map(row -> Arrays.copyOf(row, row.length - states))
                .toArray(float[][]::new);
        Optional<float[][]> behind = layers().map(known -> Arrays.stream(rows)
                .map(row -> Arrays.copyOfRange(row, row.length - states, row.length))
                .toArray(float[][]::new));
        return new Answers(logits, behind);
    }

    /** Of each record: what its answer depends on. */
    private static String[] keys(int[][] tokens, Optional<Interchange> interchange) {
        Map<Integer, Exchange> exchanges = new HashMap<>();
        interchange.map(Interchange::exchanges).orElse(List.of()).forEach(one -> exchanges.put(one.base(), one));
        String[] keys = new String[tokens.length];
        for (int i = 0; i < keys.length; i++) {
            Sha256 key = new Sha256().add("counterfactual").add(Arrays.toString(tokens[i]));
            Exchange exchange = exchanges.get(i);
            if (exchange != null) {
                key.add(Arrays.toString(tokens[exchange.source()]))
                        .add(Arrays.toString(exchange.basePositions()))
                        .add(Arrays.toString(exchange.sourcePositions()))
                        .add(interchange.orElseThrow().layer())
                        .add(interchange.orElseThrow().columns().toString());
            }
            keys[i] = key.hex();
        }
        return keys;
    }

    @Override
    public void close() {
        file.close();
    }
}

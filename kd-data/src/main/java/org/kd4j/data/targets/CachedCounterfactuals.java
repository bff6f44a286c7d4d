package org.kd4j.data.targets;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kd4j.core.interchange.CounterfactualTeacher;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.TeacherLayers;

/**
 * A teacher whose counterfactuals are kept in a cache file, by the texts, the layer and the tokens of each exchange. Where
 * one of a batch is missing, the batch is computed; what is answered is always what is kept, so that a run that finds
 * everything there gets the same bits as the one that computed it. Threads take turns.
 */
public final class CachedCounterfactuals implements CounterfactualTeacher, AutoCloseable {
    private final CounterfactualTeacher teacher;
    private final CacheFile file;
    private final Vectors vectors;
    private long asked;
    private long computed;

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
        asked += keys.length;
        float[][] rows = find(keys);
        long missing = Arrays.stream(rows).filter(Objects::isNull).count();
        if (missing > 0) {
            store(keys, teacher.answer(tokens, interchange));
            computed += missing;
            rows = find(keys);
        }
        return answers(rows);
    }

    /** Of how many records counterfactuals were asked for. */
    public synchronized long asked() {
        return asked;
    }

    /** For how many of these the teacher was needed. */
    public synchronized long computed() {
        return computed;
    }

    private float[][] find(String[] keys) {
        return Arrays.stream(keys).map(vectors::find).toArray(float[][]::new);
    }

    private void store(String[] keys, Answers answers) {
        Map<String, float[]> rows = new LinkedHashMap<>();
        for (int i = 0; i < keys.length; i++) {
            rows.put(keys[i], row(answers, i));
        }
        vectors.store(rows);
    }

    /** The logits, then the states. */
    private static float[] row(Answers answers, int record) {
        float[] logits = answers.logits()[record];
        if (answers.states().isEmpty()) {
            return logits;
        }
        float[] states = answers.states().get()[record];
        float[] row = Arrays.copyOf(logits, logits.length + states.length);
        System.arraycopy(states, 0, row, logits.length, states.length);
        return row;
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

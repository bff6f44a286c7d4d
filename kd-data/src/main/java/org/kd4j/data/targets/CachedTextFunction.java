package org.kd4j.data.targets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.io.Sha256;

/** A function of texts whose answers are kept: each text is computed once, whoever asks. For one thread at a time. */
final class CachedTextFunction implements TextFunction {
    /** Texts that are computed and stored together: what an interruption can lose. */
    static final int CHUNK = 1_024;

    private final TextFunction function;
    private final Vectors vectors;

    CachedTextFunction(TextFunction function, CacheFile file) {
        this.function = function;
        this.vectors = new Vectors(file, function.fingerprint());
    }

    @Override
    public String fingerprint() {
        return function.fingerprint();
    }

    @Override
    public int width() {
        return function.width();
    }

    @Override
    public float[][] apply(List<String> texts) {
        List<String> hashes = texts.stream().map(Sha256::ofText).toList();
        Map<String, float[]> answers = new HashMap<>();
        Map<String, KeyedText> missing = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            String hash = hashes.get(i);
            if (!answers.containsKey(hash) && !missing.containsKey(hash)) {
                float[] found = vectors.find(hash);
                if (found == null) {
                    missing.put(hash, new KeyedText(hash, texts.get(i), "text " + (i + 1) + " of " + texts.size()));
                } else {
                    answers.put(hash, found);
                }
            }
        }
        List<KeyedText> rest = new ArrayList<>(missing.values());
        for (int begin = 0; begin < rest.size(); begin += CHUNK) {
            answers.putAll(compute(rest.subList(begin, Math.min(begin + CHUNK, rest.size()))));
        }
        return hashes.stream().map(answers::get).toArray(float[][]::new);
    }

    boolean has(String textHash) {
        return vectors.find(textHash) != null;
    }

    /** Computes different texts, checks their answers, and stores all of them or none. */
    Map<String, float[]> compute(List<KeyedText> texts) {
        float[][] rows = function.apply(texts.stream().map(KeyedText::text).toList());
        if (rows.length != texts.size()) {
            throw new IllegalStateException("found " + rows.length + " answers to " + texts.size() + " texts");
        }
        Map<String, float[]> answers = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i++) {
            answers.put(texts.get(i).hash(), texts.get(i).checked(rows[i], function.width()));
        }
        vectors.store(answers);
        return answers;
    }
}

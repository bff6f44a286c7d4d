package org.kd4j.models.teacher;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;

/** Texts are token ids with spaces between, such as "5 17 3"; the empty text has none. */
record NumberTokenizer(int vocabularySize, int maxTokens) implements Tokenizer {

    static String text(long[] ids, long[] mask) {
        return Arrays.stream(ids)
                .limit(Arrays.stream(mask).sum())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    @Override
    public String fingerprint() {
        return new Sha256().add(vocabularySize).add(maxTokens).hex();
    }

    @Override
    public int paddingId() {
        return 0;
    }

    @Override
    public List<Encoding> encode(List<String> texts) {
        return texts.stream()
                .map(text -> new Encoding(
                        Arrays.stream(text.split(" "))
                                .filter(id -> !id.isEmpty())
                                .mapToInt(Integer::parseInt)
                                .toArray(),
                        false))
                .toList();
    }

    @Override
    public void close() {}
}

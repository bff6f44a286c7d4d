package org.kd4j.data.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.data.fixture.HashFunction;

class CachedTextFunctionTest {

    @TempDir
    Path folder;

    @Test
    void answersAsTheFunctionDoesAndAsksItOnceForEachText() {
        HashFunction encoder = new HashFunction("encoder", 384);
        try (TeacherCache cache = TeacherCache.open(folder.resolve("cache.db"))) {
            TextFunction cached = cache.caching(encoder);
            List<String> texts = List.of("b", "", "a", "b");

            assertThat(cached.apply(texts)).isDeepEqualTo(answers(encoder, texts));
            assertThat(cached.apply(List.of("c", "a"))).isDeepEqualTo(answers(encoder, List.of("c", "a")));
            assertThat(encoder.asked()).containsExactly("b", "", "a", "c");
            assertThat(cached.width()).isEqualTo(384);
            assertThat(cached.fingerprint()).isEqualTo("encoder");
        }
    }

    @Test
    void keepsTheChunksBeforeAnInterruption() {
        List<String> texts =
                IntStream.range(0, 2_500).mapToObj(i -> "text " + i).toList();
        HashFunction restarted = new HashFunction("encoder", 3);
        try (TeacherCache cache = TeacherCache.open(folder.resolve("cache.db"))) {
            assertThatThrownBy(() ->
                            cache.caching(new HashFunction("encoder", 3, 1)).apply(texts))
                    .hasMessage("the power is out");

            assertThat(cache.caching(restarted).apply(texts)).isDeepEqualTo(answers(restarted, texts));
            assertThat(restarted.asked())
                    .containsExactlyElementsOf(texts.subList(CachedTextFunction.CHUNK, texts.size()));
        }
    }

    @Test
    void answersNoTextsWithNoRows() {
        try (TeacherCache cache = TeacherCache.open(folder.resolve("cache.db"))) {
            assertThat(cache.caching(new HashFunction("encoder", 3)).apply(Collections.emptyList()))
                    .isEmpty();
        }
    }

    private static float[][] answers(HashFunction function, List<String> texts) {
        return texts.stream().map(function::answer).toArray(float[][]::new);
    }
}

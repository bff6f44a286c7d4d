package org.kd4j.data.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SightingsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 1_000})
    void countsKeysInMemoryAndOnDiskAlike(int inMemory) {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Integer> times = new HashMap<>();
        Map<String, String> first = new HashMap<>();
        try (Sightings sightings = new Sightings(inMemory)) {
            for (int i = 0; i < 500; i++) {
                String key = "key " + random.nextInt(60);
                String note = "note " + i;
                times.merge(key, 1, Integer::sum);
                first.putIfAbsent(key, note);

                assertThat(sightings.meet(key, note)).isEqualTo(new Sightings.Sighting(first.get(key), times.get(key)));
            }
        }
    }
}

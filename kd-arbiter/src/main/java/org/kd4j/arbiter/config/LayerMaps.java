package org.kd4j.arbiter.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.LayerMap;

/** Layer maps as a configuration has them: {@code skip}, {@code last}, or pairs such as {@code [[1, 2], [2, 4]]}. */
final class LayerMaps {
    private static final String EXPECTED =
            "skip, last, or different pairs [student block, teacher block] such as [[1, 2], [2, 4]] (0: the embeddings)";

    private LayerMaps() {}

    static LayerMap read(String key, JsonNode value) {
        if (value != null && value.asText().equalsIgnoreCase("skip")) {
            return new LayerMap.Skip();
        }
        if (value != null && value.asText().equalsIgnoreCase("last")) {
            return new LayerMap.Last();
        }
        List<BlockPair> pairs = new ArrayList<>();
        if (value != null && value.isArray()) {
            value.forEach(pair -> pairs.add(pair(key, value, pair)));
        }
        if (pairs.isEmpty() || new HashSet<>(pairs).size() < pairs.size()) {
            throw new InvalidValue(key, value == null || value.isNull() ? "nothing" : value, EXPECTED);
        }
        return new LayerMap.Explicit(pairs);
    }

    private static BlockPair pair(String key, JsonNode whole, JsonNode pair) {
        boolean numbers = pair.isArray()
                && pair.size() == 2
                && pair.get(0).isInt()
                && pair.get(1).isInt();
        if (!numbers || pair.get(0).intValue() < 0 || pair.get(1).intValue() < 0) {
            throw new InvalidValue(key, whole, EXPECTED);
        }
        return new BlockPair(pair.get(0).intValue(), pair.get(1).intValue());
    }
}

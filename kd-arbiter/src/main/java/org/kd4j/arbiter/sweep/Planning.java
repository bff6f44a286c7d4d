package org.kd4j.arbiter.sweep;

import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.RunConfig;

/** What a {@link Plan} needs to know of what is trained. */
interface Planning<C extends RunConfig> {

    C read(ConfigTree tree);

    /** @throws org.kd4j.core.failure.InvalidConfig if a key of the grid cannot vary within a sweep */
    void checkVariable(String key);

    /** The configuration of what trials are compared with; empty where they would be that themselves. */
    Optional<ConfigTree> baseline(ConfigTree tree);

    /** Dotted keys of which no value changes anything beside the values of the others, each with the reason. */
    Map<String, String> ignored(C config);
}

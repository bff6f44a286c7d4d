package org.kd4j.arbiter.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Keys and values as YAML in block style. */
final class YamlWriter {
    private YamlWriter() {}

    static String write(ObjectNode root) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(options).dump(ConfigReader.MAPPER.convertValue(root, Map.class));
    }
}

package org.dllm.platform.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code docker/compose.yaml} as Compose reads it: with the variables of an environment. */
record ComposeFile(JsonNode tree) {

    static final Path FILE = Path.of("../docker/compose.yaml");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

    static ComposeFile read(Map<String, String> environment) {
        try {
            String text =
                    VARIABLE.matcher(Files.readString(FILE))
                            .replaceAll(variable -> value(variable, environment));
            Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            return new ComposeFile(JsonMapper.shared().valueToTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String value(MatchResult variable, Map<String, String> environment) {
        return environment.getOrDefault(variable.group(1), variable.group(2));
    }

    JsonNode service(String name) {
        return tree.path("services").path(name);
    }

    Map<String, String> environmentOf(String service) {
        var environment = new TreeMap<String, String>();
        service(service)
                .path("environment")
                .properties()
                .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asString()));
        return environment;
    }
}

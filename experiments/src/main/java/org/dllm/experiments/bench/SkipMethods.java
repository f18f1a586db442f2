package org.dllm.experiments.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.JsonNode;

/** The methods that the skip benchmark compares, at half of the layers where a method allows it. */
public final class SkipMethods {

    private SkipMethods() {}

    /**
     * A method to measure.
     *
     * @param asked share of the decisions of its decider that are to execute
     */
    public record Skipping(MethodSpec method, double asked) {}

    /** The methods of {@code skip.yaml} by name, in its order. */
    public static Map<String, Skipping> all() {
        JsonNode document = SpecTrees.parse(text());
        var methods = new LinkedHashMap<String, Skipping>();
        for (String name : document.propertyNames()) {
            methods.put(name, SpecBinder.bind(document.path(name), Skipping.class));
        }
        return methods;
    }

    private static String text() {
        try (InputStream in = SkipMethods.class.getResourceAsStream("skip.yaml")) {
            if (in == null) {
                throw new IllegalStateException("skip.yaml is not among the resources");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.dllm.experiments.model.io;

import java.util.Set;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.Rope.Llama3Scaling;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rotary embedding from {@code config.json}: fields {@code rope_theta} and {@code
 * rope_scaling}, or {@code rope_parameters} (transformers since 2025), which contains both. A file
 * may have all of them if they agree.
 */
final class HuggingFaceRope {

    private static final Set<String> PLAIN =
            Set.of("rope_type", "type", "rope_theta", "partial_rotary_factor");
    private static final Set<String> SCALED =
            Set.of(
                    "rope_type",
                    "type",
                    "rope_theta",
                    "partial_rotary_factor",
                    "factor",
                    "low_freq_factor",
                    "high_freq_factor",
                    "original_max_position_embeddings");

    private HuggingFaceRope() {}

    static Rope read(JsonDocument config) {
        JsonDocument older = config.object("rope_scaling");
        JsonDocument newer = config.object("rope_parameters");
        Llama3Scaling first = older == null ? null : scaling(older);
        Llama3Scaling second = newer == null ? null : scaling(newer);
        if (first != null && second != null && !first.equals(second)) {
            throw new ModelFileException(
                    config.file(), "rope_scaling and rope_parameters describe different scalings");
        }
        return new Rope(base(config, older, newer), first == null ? second : first);
    }

    /** A {@code rope_theta} inside a scaling object takes precedence over one outside. */
    private static double base(
            JsonDocument config, @Nullable JsonDocument older, @Nullable JsonDocument newer) {
        double outside = config.number("rope_theta", 10_000);
        double first = older == null ? Double.NaN : older.number("rope_theta", Double.NaN);
        double second = newer == null ? Double.NaN : newer.number("rope_theta", Double.NaN);
        if (first != second && !Double.isNaN(first) && !Double.isNaN(second)) {
            throw new ModelFileException(
                    config.file(),
                    "rope_scaling.rope_theta is %s, but rope_parameters.rope_theta is %s"
                            .formatted(first, second));
        }
        double inside = Double.isNaN(first) ? second : first;
        return Double.isNaN(inside) ? outside : inside;
    }

    private static @Nullable Llama3Scaling scaling(JsonDocument json) {
        String type = type(json);
        String consequence = "; rope_type is " + type;
        if (json.number("partial_rotary_factor", 1) != 1) {
            throw new ModelFileException(
                    json.file(), "partial_rotary_factor of %s must be 1".formatted(json.where()));
        }
        return switch (type) {
            case "default" -> {
                json.refuseUnknown(PLAIN, consequence);
                yield null;
            }
            case "llama3" -> {
                json.refuseUnknown(SCALED, consequence);
                yield new Llama3Scaling(
                        required(json, "factor"),
                        required(json, "low_freq_factor"),
                        required(json, "high_freq_factor"),
                        json.integer("original_max_position_embeddings"));
            }
            default ->
                    throw new ModelFileException(
                            json.file(),
                            "rope_type of %s must be default or llama3, but is %s"
                                    .formatted(json.where(), type));
        };
    }

    private static String type(JsonDocument json) {
        String older = json.has("type") ? json.text("type") : "default";
        String type = json.has("rope_type") ? json.text("rope_type") : older;
        if (json.has("type") && !older.equals(type)) {
            throw new ModelFileException(
                    json.file(),
                    "%s has the rope_type %s, but the type %s"
                            .formatted(json.where(), type, older));
        }
        return type;
    }

    private static double required(JsonDocument json, String field) {
        if (!json.has(field)) {
            throw new ModelFileException(
                    json.file(), "%s has no %s".formatted(json.where(), field));
        }
        return json.number(field, 0);
    }
}

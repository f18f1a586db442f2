package org.dllm.experiments.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecException;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Specs as canonical JSON: every default written out, names sorted, no spaces. Equal specs give
 * equal text.
 */
public final class SpecJson {

    private static final JsonMapper CANONICAL =
            JsonMapper.builder()
                    .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    // record components are creator properties, which would stay in declaration
                    // order
                    .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .changeDefaultPropertyInclusion(
                            include -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private SpecJson() {}

    /** The canonical text of {@code spec}. */
    public static String canonical(ExperimentSpec spec) {
        return CANONICAL.writeValueAsString(spec);
    }

    /** SHA-256 of {@link #canonical}, in hexadecimal. */
    public static String sha256(ExperimentSpec spec) {
        return Hashes.sha256(canonical(spec));
    }

    /** The method of a stored spec; empty if an older version wrote the spec. */
    public static Optional<MethodSpec> methodOf(String json) {
        try {
            return Optional.of(read(json).method());
        } catch (SpecException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Reads a spec from canonical or hand-written text. */
    public static ExperimentSpec read(String json) {
        return SpecBinder.bind(SpecTrees.parse(json), ExperimentSpec.class);
    }
}

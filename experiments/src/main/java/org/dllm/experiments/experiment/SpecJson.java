package org.dllm.experiments.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.dllm.experiments.spec.SpecBinder;
import org.dllm.experiments.spec.SpecTrees;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Specs as canonical JSON: every default written out, names sorted, no spaces; equal specs are
 * equal text.
 */
public final class SpecJson {

    private static final JsonMapper CANONICAL =
            JsonMapper.builder()
                    .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    // all names of a record are a creator's: they would stay as declared
                    .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .changeDefaultPropertyInclusion(
                            include -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private SpecJson() {}

    /** The one text of {@code spec}. */
    public static String canonical(ExperimentSpec spec) {
        return CANONICAL.writeValueAsString(spec);
    }

    /** SHA-256 of {@link #canonical}, in hexadecimal. */
    public static String sha256(ExperimentSpec spec) {
        return Hashes.sha256(canonical(spec));
    }

    /** The spec of a text that {@link #canonical} wrote, or that a person did. */
    public static ExperimentSpec read(String json) {
        return SpecBinder.bind(SpecTrees.parse(json), ExperimentSpec.class);
    }
}

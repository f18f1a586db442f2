package org.dllm.platform.web;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of views, which are records: components that are not {@code @Nullable} are required, and
 * there are no further properties. A double may be one of three strings.
 */
final class RecordSchemas implements ModelConverter {

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        if (schema == null) {
            return null;
        }
        Class<?> raw = Json31.mapper().constructType(type.getType()).getRawClass();
        if (raw == double.class || raw == Double.class) {
            return number();
        }
        if (raw.isRecord() && raw.getName().startsWith("org.dllm.platform")) {
            Schema<?> model = schema;
            if (schema.get$ref() != null) {
                String name = schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1);
                model = context.getDefinedModels().get(name);
            }
            if (model != null && model.getProperties() != null) {
                model.setRequired(required(raw));
                model.setAdditionalProperties(false);
            }
        }
        return schema;
    }

    private static Schema<?> number() {
        var none = new Schema<Object>();
        none.setTypes(Set.of("string"));
        none.setEnum(List.of("NaN", "Infinity", "-Infinity"));
        var number = new Schema<Object>();
        number.setAnyOf(List.of(ProblemResponses.typed("number"), none));
        return number;
    }

    private static List<String> required(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(part -> !part.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .map(RecordComponent::getName)
                .toList();
    }
}

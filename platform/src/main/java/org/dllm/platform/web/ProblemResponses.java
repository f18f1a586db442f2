package org.dllm.platform.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Adds a problem response to every operation. */
final class ProblemResponses implements OpenApiCustomizer {

    @Override
    public void customise(OpenAPI document) {
        document.getComponents().addSchemas("Problem", problem());
        document.getPaths()
                .values()
                .forEach(path -> path.readOperations().forEach(ProblemResponses::add));
    }

    private static void add(Operation operation) {
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("a problem")
                                .content(
                                        new Content()
                                                .addMediaType(
                                                        "application/problem+json",
                                                        new MediaType()
                                                                .schema(
                                                                        new Schema<>()
                                                                                .$ref(
                                                                                        "Problem")))));
    }

    private static Schema<?> problem() {
        Schema<?> error = typed("object");
        for (String name : List.of("path", "expected", "got")) {
            error.addProperty(name, typed("string"));
        }
        error.setRequired(List.of("path", "expected", "got"));
        Schema<?> errors = typed("array");
        errors.setItems(error);
        Schema<?> problem = typed("object");
        for (String name : List.of("type", "title", "detail", "instance")) {
            problem.addProperty(name, typed("string"));
        }
        problem.addProperty("status", typed("integer"));
        problem.addProperty("errors", errors);
        problem.setRequired(List.of("title", "status", "detail"));
        return problem;
    }

    /** A schema of OpenAPI 3.1, in which types are a set. */
    static Schema<?> typed(String type) {
        var schema = new Schema<Object>();
        schema.setType(type);
        schema.setTypes(Set.of(type));
        return schema;
    }
}

package org.dllm.platform.experiment.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import org.dllm.experiments.experiment.Catalog;
import org.dllm.experiments.experiment.SpecDocumentSchema;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The shipped specs and the schema of specs. */
@RestController
@RequestMapping("/api/v1")
class CatalogController {

    /** A shipped spec. Its description is the comment at the start of its text. */
    record CatalogEntry(String name, String description) {}

    @GetMapping(path = "/catalog", produces = APPLICATION_JSON_VALUE)
    List<CatalogEntry> names() {
        return Catalog.names().stream()
                .map(name -> new CatalogEntry(name, Catalog.description(name)))
                .toList();
    }

    /** The YAML of a shipped spec, with its comments. */
    @GetMapping(path = "/catalog/{name}", produces = "application/yaml")
    String text(@PathVariable String name) {
        if (!Catalog.names().contains(name)) {
            throw new NotInCatalog(name);
        }
        return Catalog.text(name);
    }

    /** The JSON Schema of a spec. */
    @GetMapping(path = "/spec-schema", produces = APPLICATION_JSON_VALUE)
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(type = "object")))
    String schema() {
        return SpecDocumentSchema.json();
    }

    static final class NotInCatalog extends RuntimeException {
        NotInCatalog(String name) {
            super("the catalog has " + String.join(", ", Catalog.names()) + ", but not " + name);
        }
    }
}

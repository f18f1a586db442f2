package org.dllm.platform.table.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.TEXT_PLAIN_VALUE;

import org.dllm.platform.table.ResultTable;
import org.dllm.platform.table.ResultTables;
import org.dllm.platform.table.TableFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/experiments/{name}/table")
class TableController {

    private final ResultTables tables;

    TableController(ResultTables tables) {
        this.tables = tables;
    }

    /**
     * Data sets by systems: quality, FLOPs, paired tests against the baseline, and missing cells
     * with the commands that run them.
     *
     * @param submission id of the submission; the newest if absent
     */
    @GetMapping(produces = APPLICATION_JSON_VALUE)
    ResultTable show(
            @PathVariable String name, @RequestParam(required = false) @Nullable Long submission) {
        return tables.of(name, submission).orElseThrow(() -> new TableNotFound(name));
    }

    /**
     * The same table as text.
     *
     * @param submission id of the submission; the newest if absent
     */
    @GetMapping(path = "/text", produces = TEXT_PLAIN_VALUE)
    String text(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable Long submission,
            @RequestParam(defaultValue = "TEXT") TableFormat format) {
        return format.of(show(name, submission));
    }

    @ResponseStatus(HttpStatus.NOT_FOUND)
    private static final class TableNotFound extends RuntimeException {
        TableNotFound(String name) {
            super("there is no experiment " + name + " with such a submission");
        }
    }
}

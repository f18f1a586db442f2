package org.dllm.platform.query.web;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.dllm.platform.query.QueryRefused;
import org.dllm.platform.query.RunningQueries;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Answers SQL queries of notebooks. */
@RestController
@RequestMapping("/api/v1/query")
class QueryController {

    private final RunningQueries queries;

    QueryController(RunningQueries queries) {
        this.queries = queries;
    }

    /** A query. Each {@code ?} takes one argument: a text, a number, a boolean or null. */
    record Query(@Nullable String sql, @Nullable List<@Nullable Object> arguments) {}

    /**
     * Executes a query and streams lines of JSON: first {@code {"columns": [{"label", "type"},
     * …]}}, then one array per row, last {@code {"rows": n}} or {@code {"error": …}}. Empty lines
     * are sent while the query computes.
     */
    @PostMapping(
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_NDJSON_VALUE)
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(type = "string")))
    void answer(@RequestBody Query query, HttpServletResponse response) {
        if (query.sql() == null) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "sql: expected a query, but it is missing");
        }
        try {
            queries.answer(
                    query.sql(),
                    query.arguments() == null ? List.of() : query.arguments(),
                    () -> {
                        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
                        return response.getOutputStream();
                    });
        } catch (IOException _) {
            // The client has disconnected, and its query is cancelled.
        }
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(QueryRefused refused) {
        HttpStatus status =
                switch (refused.reason()) {
                    case INVALID -> HttpStatus.BAD_REQUEST;
                    case OTHER_DATABASE -> HttpStatus.CONFLICT;
                    case BUSY, UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
                };
        var answer = ResponseEntity.status(status);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, "2");
        }
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(status, refused.getMessage()));
    }
}

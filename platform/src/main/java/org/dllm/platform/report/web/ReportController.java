package org.dllm.platform.report.web;

import static org.springframework.http.MediaType.TEXT_PLAIN_VALUE;

import org.dllm.platform.report.ReportText;
import org.dllm.platform.report.Reports;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReportController {

    private final Reports reports;

    ReportController(Reports reports) {
        this.reports = reports;
    }

    /**
     * The report of an experiment as Markdown: conditions, results with costs and tests, each seed,
     * and the spec.
     *
     * @param submission id of the submission; the newest if absent
     */
    @GetMapping(path = "/api/v1/experiments/{name}/report", produces = TEXT_PLAIN_VALUE)
    String show(
            @PathVariable String name, @RequestParam(required = false) @Nullable Long submission) {
        return reports.of(name, submission)
                .map(ReportText::of)
                .orElseThrow(() -> new ReportNotFound(name));
    }

    @ResponseStatus(HttpStatus.NOT_FOUND)
    private static final class ReportNotFound extends RuntimeException {
        ReportNotFound(String name) {
            super("there is no experiment " + name + " with such a submission");
        }
    }
}

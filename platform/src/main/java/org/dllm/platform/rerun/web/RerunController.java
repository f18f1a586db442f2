package org.dllm.platform.rerun.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import jakarta.validation.constraints.Size;
import org.dllm.platform.rerun.RerunRefused;
import org.dllm.platform.rerun.Reruns;
import org.dllm.platform.rerun.ResumeRefused;
import org.dllm.platform.rerun.Resumptions;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunView;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/runs/{id}", produces = APPLICATION_JSON_VALUE)
class RerunController {

    private final Reruns reruns;
    private final Resumptions resumptions;
    private final Runs runs;

    RerunController(Reruns reruns, Resumptions resumptions, Runs runs) {
        this.reruns = reruns;
        this.resumptions = resumptions;
        this.runs = runs;
    }

    /** Reruns a run. The new run gets the verdict when it ends. */
    @PostMapping("/rerun")
    @ResponseStatus(HttpStatus.CREATED)
    RunView rerun(
            @PathVariable RunId id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200)
                    @Nullable String key) {
        return RunView.of(runs.require(reruns.start(id, key)));
    }

    /**
     * Resumes a failed or cancelled run from its newest checkpoint. With {@code fresh} it starts at
     * step 0, which is allowed if its checkpoint is not in this home folder.
     */
    @PostMapping("/resume")
    RunView resume(
            @PathVariable RunId id,
            @RequestParam(defaultValue = "false") boolean fresh,
            @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200)
                    @Nullable String key) {
        resumptions.start(id, fresh, key);
        return RunView.of(runs.require(id));
    }

    @ExceptionHandler({RerunRefused.class, ResumeRefused.class})
    ProblemDetail refused(RuntimeException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
    }
}

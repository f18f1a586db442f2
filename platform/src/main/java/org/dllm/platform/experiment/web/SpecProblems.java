package org.dllm.platform.experiment.web;

import org.dllm.experiments.spec.SpecException;
import org.dllm.platform.experiment.IdempotencyConflict;
import org.dllm.platform.experiment.SubmittedRunsDeleted;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

@RestControllerAdvice(annotations = RestController.class)
@Order(-10)
class SpecProblems {

    /**
     * Lists the first errors as {@code errors: [{path, expected, got}]} and counts the others in
     * {@code moreErrors}.
     */
    @ExceptionHandler
    ProblemDetail invalid(SpecException e) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
        problem.setTitle("The spec is not valid");
        problem.setProperty("errors", e.errors());
        if (e.more() > 0) {
            problem.setProperty("moreErrors", e.more());
        }
        return problem;
    }

    @ExceptionHandler
    ProblemDetail conflict(IdempotencyConflict e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail gone(SubmittedRunsDeleted e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.GONE, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail unknown(ExperimentNotFound e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail unknown(CatalogController.NotInCatalog e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }
}

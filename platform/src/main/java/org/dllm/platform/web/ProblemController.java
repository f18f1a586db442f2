package org.dllm.platform.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What went wrong outside of any controller, or in one that did not expect it. */
@Hidden
@RestController
class ProblemController implements ErrorController {

    /** The second path is for who has been at the first and was sent on. */
    @RequestMapping(path = {"/error", "/error/problem"})
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        HttpStatus status = known == null ? HttpStatus.NOT_FOUND : known;
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String detail =
                status.is5xxServerError()
                        ? "the server failed; its log says how"
                        : status.getReasonPhrase() + (path == null ? "" : ": " + path);
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        if (path != null) {
            // What follows two slashes would be a host.
            problem.setInstance(URI.create(path.toString().replaceFirst("^/+", "/")));
        }
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}

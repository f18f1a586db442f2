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

/** Reports errors that no exception handler of a controller has handled. */
@Hidden
@RestController
class ProblemController implements ErrorController {

    /** The second path serves requests that were forwarded from the first. */
    @RequestMapping(path = {"/error", "/error/problem"})
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        HttpStatus status = known == null ? HttpStatus.NOT_FOUND : known;
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String detail =
                status.is5xxServerError()
                        ? "the server failed; see its log"
                        : status.getReasonPhrase() + (path == null ? "" : ": " + path);
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        if (path != null) {
            // After two slashes a URI has a host.
            problem.setInstance(URI.create(path.toString().replaceFirst("^/+", "/")));
        }
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}

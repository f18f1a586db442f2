package org.dllm.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** How a request is refused: a page for people, problem+json for programs. */
@Component
class Refusals {

    private final JsonMapper json;

    Refusals(JsonMapper json) {
        this.json = json;
    }

    void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String detail)
            throws IOException {
        response.setStatus(status.value());
        if (status == HttpStatus.UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        response.setHeader("Cache-Control", "no-store");
        String accept = String.valueOf(request.getHeader("Accept"));
        boolean page =
                accept.contains(MediaType.TEXT_HTML_VALUE)
                        && !request.getRequestURI().startsWith("/api/");
        String body;
        if (page) {
            response.setContentType("text/html;charset=UTF-8");
            body =
                    """
                    <!doctype html><html lang="en"><meta charset="utf-8"><title>D-LLM Lab</title>
                    <h1>%s</h1><p>%s</p></html>
                    """
                            .formatted(status.getReasonPhrase(), detail);
        } else {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            body = json.writeValueAsString(ProblemDetail.forStatusAndDetail(status, detail));
        }
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
}

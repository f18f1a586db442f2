package org.dllm.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.json.JsonMapper;

/** Responses to rejected requests: a page for browsers, problem+json for programs. */
@Component
class RejectionResponses {

    /** How to log in. */
    static final String LOG_IN =
            "log in with a link, which the server prints when it starts and ./dllm login prints at"
                    + " any time, or send the token of its home folder as Authorization: Bearer";

    private final JsonMapper json;

    RejectionResponses(JsonMapper json) {
        this.json = json;
    }

    /** A change without any credentials fails for its CSRF token, which a program does not need. */
    void deny(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        if (denied instanceof CsrfException && request.getCookies() == null) {
            reject(request, response, HttpStatus.UNAUTHORIZED, LOG_IN);
            return;
        }
        String detail = denied.getMessage();
        reject(
                request,
                response,
                HttpStatus.FORBIDDEN,
                detail == null ? "your role does not allow this" : detail);
    }

    void reject(
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
                        && !request.getRequestURI().startsWith(request.getContextPath() + "/api/");
        String body;
        if (page) {
            response.setContentType("text/html;charset=UTF-8");
            body =
                    """
                    <!doctype html>
                    <html lang="en">
                    <head>
                      <meta charset="utf-8">
                      <meta name="viewport" content="width=device-width, initial-scale=1">
                      <title>%1$s · D-LLM Lab</title>
                      <link rel="icon" href="%3$s/favicon.svg" type="image/svg+xml">
                      <link rel="stylesheet" href="%3$s/css/base.css">
                      <link rel="stylesheet" href="%3$s/css/parts.css">
                    </head>
                    <body>
                    <header class="top"><a class="brand" href="%3$s/"><img src="%3$s/favicon.svg" alt="" width="20" height="20">D-LLM Lab</a></header>
                    <main id="content" class="section">
                      <h1>%1$s</h1>
                      <p class="notice warn">%2$s</p>
                    </main>
                    </body>
                    </html>
                    """
                            .formatted(
                                    status.getReasonPhrase(),
                                    HtmlUtils.htmlEscape(detail),
                                    HtmlUtils.htmlEscape(request.getContextPath()));
        } else {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            body = json.writeValueAsString(ProblemDetail.forStatusAndDetail(status, detail));
        }
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
}

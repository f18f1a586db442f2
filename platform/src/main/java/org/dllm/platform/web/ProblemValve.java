package org.dllm.platform.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Rejects requests that Tomcat cannot parse or that are outside the context path. No filter or
 * controller sees them, so the response and its headers are created here. Public because Tomcat
 * instantiates it by name.
 */
public final class ProblemValve extends ErrorReportValve {

    private static final String UNREADABLE = "the server cannot read this request";

    /** Tomcat answers requests outside the context path itself. */
    private static final String OUTSIDE =
            "this server has nothing at this address; with server.servlet.context-path, it answers"
                    + " only below that path";

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        response.setHeader("Content-Security-Policy", "default-src 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        try {
            String body =
                    """
                    {"title":"%s","status":%d,"detail":"%s"}
                    """
                            .formatted(title, status, status == 404 ? OUTSIDE : UNREADABLE);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
            response.finishResponse();
        } catch (IOException _) {
            // The client has disconnected.
        }
    }
}

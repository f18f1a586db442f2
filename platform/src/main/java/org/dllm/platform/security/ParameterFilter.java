package org.dllm.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects parameters that are not percent-encoded UTF-8. Otherwise Tomcat fails where they are
 * first read, with a long log entry. Rejects forms, which no address accepts: Tomcat would read a
 * spec in a form as the name of a parameter.
 */
final class ParameterFilter extends OncePerRequestFilter {

    private final RejectionResponses rejectionResponses;

    ParameterFilter(RejectionResponses rejectionResponses) {
        this.rejectionResponses = rejectionResponses;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String type = String.valueOf(request.getContentType());
        if (type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)) {
            rejectionResponses.reject(
                    request,
                    response,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: expected application/json, or application/yaml for a spec, but"
                            + " got "
                            + MediaType.APPLICATION_FORM_URLENCODED_VALUE
                            + ", the default of curl: add -H 'Content-Type: application/json'");
            return;
        }
        if (!readable(request)) {
            rejectionResponses.reject(
                    request,
                    response,
                    HttpStatus.BAD_REQUEST,
                    "parameters: expected percent-encoded UTF-8, but the query or the form has"
                            + " other bytes");
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean readable(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }
}

package org.dllm.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects parameters that are not percent-encoded UTF-8. Otherwise Tomcat fails where they are
 * first read, with a long log entry.
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

package org.dllm.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects parameters that are not percent-encoded UTF-8, or that Spring Security's firewall
 * rejects. Otherwise Tomcat fails where they are first read, with a long log entry, or the response
 * has no reason. Rejects forms, which no address accepts: Tomcat would read a spec in a form as the
 * name of a parameter.
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
                    "parameters: expected percent-encoded UTF-8 without control characters in"
                            + " names, found other bytes in the query or the form");
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean readable(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException | RequestRejectedException _) {
            return false;
        }
    }
}

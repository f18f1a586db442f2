package org.dllm.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Rejects requests sent by pages of other sites. */
final class OriginFilter extends OncePerRequestFilter {

    private final RejectionResponses rejectionResponses;

    OriginFilter(RejectionResponses rejectionResponses) {
        this.rejectionResponses = rejectionResponses;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = request.getHeader("Origin");
        if (origin != null && !sameSite(origin, request.getHeader("Host"))) {
            rejectionResponses.reject(
                    request,
                    response,
                    HttpStatus.FORBIDDEN,
                    "a page of another site sent this request");
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean sameSite(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

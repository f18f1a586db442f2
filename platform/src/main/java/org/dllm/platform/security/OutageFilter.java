package org.dllm.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.dllm.platform.database.DatabaseOutage;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers 503 to a request that fails because the database is unavailable. */
final class OutageFilter extends OncePerRequestFilter {

    private static final String SECONDS = "5";

    private final DatabaseOutage outage;
    private final RejectionResponses rejectionResponses;

    OutageFilter(DatabaseOutage outage, RejectionResponses rejectionResponses) {
        this.outage = outage;
        this.rejectionResponses = rejectionResponses;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException failure) {
            if (response.isCommitted() || !outage.causes(failure)) {
                throw failure;
            }
            response.reset();
            response.setHeader(HttpHeaders.RETRY_AFTER, SECONDS);
            rejectionResponses.reject(
                    request,
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "the database is unavailable; try again in " + SECONDS + " s");
        }
    }
}

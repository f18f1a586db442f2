package org.dllm.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses requests for another name than ours, and those that another site's page makes. */
final class HostFilter extends OncePerRequestFilter {

    private final Set<String> hosts = new HashSet<>(Set.of("127.0.0.1", "localhost", "[::1]"));
    private final Refusals refusals;

    HostFilter(AccessSettings settings, Refusals refusals) {
        settings.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader("Host");
        if (host == null || !hosts.contains(name(host))) {
            refusals.refuse(
                    request,
                    response,
                    HttpStatus.MISDIRECTED_REQUEST,
                    "this server is not called so; dllm.access.hosts lists its names");
            return;
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !sameSite(origin, host)) {
            refusals.refuse(
                    request,
                    response,
                    HttpStatus.FORBIDDEN,
                    "a page of another site made this request");
            return;
        }
        chain.doFilter(request, response);
    }

    private static String name(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        return colon > lower.lastIndexOf(']') ? lower.substring(0, colon) : lower;
    }

    private static boolean sameSite(String origin, String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

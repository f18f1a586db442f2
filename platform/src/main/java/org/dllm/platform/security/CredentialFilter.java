package org.dllm.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Authenticates requests by the bearer token or, without one, by the session cookie. */
final class CredentialFilter extends OncePerRequestFilter {

    private static final String COOKIE = "dllm_session_";

    private static final String BEARER = "Bearer ";

    private final Tokens tokens;

    CredentialFilter(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Name of the session cookie. Cookies are shared by all ports of a host, so the name has the
     * port.
     */
    static String cookie(int port) {
        return COOKIE + port;
    }

    /**
     * Whether the request has an Authorization header with a bearer token, which browsers never
     * send by themselves.
     */
    static boolean hasBearer(HttpServletRequest request) {
        return request.getHeader("Authorization") != null;
    }

    static Optional<Secret> session(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        String name = cookie(request.getServerPort());
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(cookie -> new Secret(cookie.getValue()))
                        .findFirst();
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        role(request)
                .ifPresent(role -> {
                    var context = SecurityContextHolder.createEmptyContext();
                    context.setAuthentication(
                            UsernamePasswordAuthenticationToken.authenticated(
                                    "lab", null, role.authorities()));
                    SecurityContextHolder.setContext(context);
                });
        chain.doFilter(request, response);
    }

    private Optional<Role> role(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header != null) {
            return header.startsWith(BEARER)
                    ? tokens.roleOfToken(new Secret(header.substring(BEARER.length()).strip()))
                    : Optional.empty();
        }
        return session(request).flatMap(tokens::roleOfSession);
    }
}

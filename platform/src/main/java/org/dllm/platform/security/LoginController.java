package org.dllm.platform.security;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Login by a one-time link, and logout. */
@RestController
class LoginController {

    private final OneTimeTokenService links;
    private final Tokens tokens;
    private final RejectionResponses rejectionResponses;
    private final AccessSettings settings;
    private final StartupLink start;

    LoginController(
            OneTimeTokenService links,
            Tokens tokens,
            RejectionResponses rejectionResponses,
            AccessSettings settings,
            StartupLink start) {
        this.links = links;
        this.tokens = tokens;
        this.rejectionResponses = rejectionResponses;
        this.settings = settings;
        this.start = start;
    }

    record LinkView(String url) {}

    @Hidden
    @GetMapping("/login")
    void login(
            @RequestParam(required = false) @Nullable String token,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        OneTimeToken link =
                token == null ? null : links.consume(new OneTimeTokenAuthenticationToken(token));
        if (link == null) {
            rejectionResponses.reject(
                    request,
                    response,
                    HttpStatus.UNAUTHORIZED,
                    "this link has been used or has expired; " + RejectionResponses.LOG_IN);
            return;
        }
        Role role = Role.valueOf(link.getUsername());
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                cookie(request, tokens.openSession(role).value(), Tokens.SESSION));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setStatus(HttpStatus.SEE_OTHER.value());
        response.setHeader(HttpHeaders.LOCATION, request.getContextPath() + "/");
    }

    @Hidden
    @PostMapping("/logout")
    void logout(HttpServletRequest request, HttpServletResponse response) {
        CredentialFilter.session(request).ifPresent(tokens::closeSession);
        response.addHeader(HttpHeaders.SET_COOKIE, cookie(request, "", Duration.ZERO));
        response.setStatus(HttpStatus.NO_CONTENT.value());
    }

    /** Creates a one-time login link below the address that the request was sent to. */
    @PostMapping(path = "/api/v1/login-links", produces = MediaType.APPLICATION_JSON_VALUE)
    LinkView link(HttpServletRequest request) {
        String called = ServletUriComponentsBuilder.fromContextPath(request).build().toUriString();
        return new LinkView(start.link(called, Role.ADMIN));
    }

    private String cookie(HttpServletRequest request, String value, Duration life) {
        return ResponseCookie.from(CredentialFilter.cookie(request.getServerPort()), value)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(settings.secureCookies())
                .path(request.getContextPath().isEmpty() ? "/" : request.getContextPath())
                .maxAge(life)
                .build()
                .toString();
    }
}

package org.dllm.platform.security;

import jakarta.servlet.DispatcherType;
import java.time.Clock;
import org.dllm.platform.database.DatabaseOutage;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.authentication.ott.InMemoryOneTimeTokenService;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The filter chain of all requests. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    private static final String CONTENT =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'";

    @Bean
    SecurityFilterChain chain(
            HttpSecurity http,
            AccessSettings settings,
            Tokens tokens,
            RejectionResponses rejectionResponses,
            DatabaseOutage outage) {
        return http.sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(
                        new OutageFilter(outage, rejectionResponses),
                        SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new OriginFilter(rejectionResponses), SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new BodyLimitFilter(settings, rejectionResponses), CsrfFilter.class)
                .addFilterBefore(new ParameterFilter(rejectionResponses), CsrfFilter.class)
                .addFilterBefore(new CredentialFilter(tokens), AnonymousAuthenticationFilter.class)
                .csrf(csrf ->
                        csrf.spa()
                                .csrfTokenRepository(cookies(settings))
                                // Without server-side sessions Spring treats every request as a
                                // login. A new CSRF token for each would invalidate the token
                                // that an open page has read from its cookie.
                                .sessionAuthenticationStrategy(
                                        new NullAuthenticatedSessionStrategy())
                                .ignoringRequestMatchers(CredentialFilter::hasBearer))
                .authorizeHttpRequests(requests ->
                        requests
                                // The original request was authorized before.
                                .dispatcherTypeMatchers(
                                        DispatcherType.ERROR,
                                        DispatcherType.ASYNC,
                                        DispatcherType.FORWARD)
                                .permitAll()
                                .requestMatchers(HttpMethod.GET, "/login")
                                .permitAll()
                                // styles of the login page
                                .requestMatchers(HttpMethod.GET, "/css/**", "/favicon.svg")
                                .permitAll()
                                .requestMatchers(EndpointRequest.to("health"))
                                .permitAll()
                                .requestMatchers(EndpointRequest.toAnyEndpoint())
                                .hasRole("ADMIN")
                                // A query may use much of the server's memory.
                                .requestMatchers(
                                        "/actuator/**", "/api/v1/login-links", "/api/v1/query")
                                .hasRole("ADMIN")
                                .requestMatchers(HttpMethod.POST, "/logout")
                                .hasRole("VIEWER")
                                .requestMatchers(HttpMethod.GET, "/**")
                                .hasRole("VIEWER")
                                .requestMatchers(HttpMethod.HEAD, "/**")
                                .hasRole("VIEWER")
                                .requestMatchers(HttpMethod.POST, "/api/v1/runs/delete")
                                .hasRole("ADMIN")
                                .requestMatchers(HttpMethod.POST, "/**")
                                .hasRole("USER")
                                .requestMatchers(HttpMethod.PUT, "/**")
                                .hasRole("USER")
                                .requestMatchers(HttpMethod.PATCH, "/**")
                                .hasRole("USER")
                                .requestMatchers(HttpMethod.DELETE, "/**")
                                .hasRole("ADMIN")
                                .anyRequest()
                                .denyAll())
                .exceptionHandling(exceptions ->
                        exceptions
                                .authenticationEntryPoint((request, response, _) ->
                                        rejectionResponses.reject(
                                                request,
                                                response,
                                                HttpStatus.UNAUTHORIZED,
                                                RejectionResponses.LOG_IN))
                                .accessDeniedHandler(rejectionResponses::deny))
                .headers(headers ->
                        headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT))
                                .frameOptions(frame -> frame.deny())
                                .referrerPolicy(
                                        referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .build();
    }

    /**
     * Rejects unknown host names, since a web page could otherwise send requests through its own
     * name (DNS rebinding), and NUL, which PostgreSQL cannot store.
     */
    @Bean
    StrictHttpFirewall firewall(AllowedHosts hosts) {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHostnames(hosts);
        firewall.setAllowedParameterValues(value -> value.indexOf('\0') < 0);
        return firewall;
    }

    @Bean
    OneTimeTokenService links(Clock clock) {
        var links = new InMemoryOneTimeTokenService();
        links.setClock(clock);
        return links;
    }

    /**
     * There are no passwords. Without this bean Spring Boot would create a user and print its
     * password.
     */
    @Bean
    AuthenticationManager noPasswords() {
        return authentication -> {
            throw new ProviderNotFoundException("this server has no passwords");
        };
    }

    private static CookieCsrfTokenRepository cookies(AccessSettings settings) {
        var repository = CookieCsrfTokenRepository.withHttpOnlyFalse();
        repository.setCookieCustomizer(
                cookie -> cookie.sameSite("Strict").secure(settings.secureCookies()));
        return repository;
    }
}

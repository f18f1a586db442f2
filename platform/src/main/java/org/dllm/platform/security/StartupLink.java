package org.dllm.platform.security;

import java.time.Duration;
import org.dllm.platform.home.ServerAddress;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.stereotype.Component;

/** Prints the server's address at start: one line with a one-time link. */
@Component
class StartupLink {

    private static final Duration LIFE = Duration.ofHours(12);

    private final OneTimeTokenService links;
    private final ServerAddress address;

    StartupLink(OneTimeTokenService links, ServerAddress address) {
        this.links = links;
        this.address = address;
    }

    @EventListener
    void onApplicationReady(ApplicationReadyEvent event) {
        // Not logged: logs are kept, and any reader of the link could log in.
        address.url()
                .ifPresent(url ->
                        System.out.println(
                                "D-LLM Lab is ready: " + link(url, Role.ADMIN) + " (works once)"));
    }

    /**
     * A one-time link to the server at {@code url} that opens a session of this role. The token's
     * user name is the role.
     */
    String link(String url, Role role) {
        var request = new GenerateOneTimeTokenRequest(role.name(), LIFE);
        return url + "/login?token=" + links.generate(request).getTokenValue();
    }
}

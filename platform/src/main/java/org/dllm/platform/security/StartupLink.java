package org.dllm.platform.security;

import java.time.Duration;
import org.dllm.platform.home.ServerAddress;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.OneTimeTokenService;
import org.springframework.stereotype.Component;

/** Tells the person who started the server where it is: one line with a one-time link. */
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
        // Not logged: logs are kept, and this opens the lab to whoever reads it first.
        address.url()
                .ifPresent(url ->
                        System.out.println(
                                "D-LLM Lab is ready: " + link(url, Role.ADMIN) + " (works once)"));
    }

    /**
     * A link to the server at {@code url} that opens a session of this role, once. The role is the
     * user name of its token.
     */
    String link(String url, Role role) {
        var request = new GenerateOneTimeTokenRequest(role.name(), LIFE);
        return url + "/login?token=" + links.generate(request).getTokenValue();
    }
}

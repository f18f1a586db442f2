package org.dllm.platform.security;

import org.dllm.platform.home.ServerAddress;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells the person who started the server where it is: one line with a one-time link. */
@Component
class StartLink {

    private final LoginLinks links;
    private final ServerAddress address;

    StartLink(LoginLinks links, ServerAddress address) {
        this.links = links;
        this.address = address;
    }

    @EventListener
    void hear(ApplicationReadyEvent event) {
        // Not logged: logs are kept, and this opens the lab to whoever reads it first.
        address.url()
                .ifPresent(url ->
                        System.out.println(
                                "D-LLM Lab is ready: " + link(url, Role.ADMIN) + " (works once)"));
    }

    /** A link to the server at {@code url} that opens a session of this role, once. */
    String link(String url, Role role) {
        return url + "/login?token=" + links.issue(role).value();
    }
}

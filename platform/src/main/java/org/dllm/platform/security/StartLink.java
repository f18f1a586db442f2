package org.dllm.platform.security;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells the person who started the server where it is: one line with a one-time link. */
@Component
class StartLink {

    private final LoginLinks links;
    private volatile String url = "";

    StartLink(LoginLinks links) {
        this.links = links;
    }

    @EventListener
    void hear(WebServerInitializedEvent event) {
        if (event.getApplicationContext().getServerNamespace() == null) {
            url = "http://127.0.0.1:" + event.getWebServer().getPort();
        }
    }

    @EventListener
    void hear(ApplicationReadyEvent event) {
        if (url.isEmpty()) {
            return;
        }
        // Not logged: logs are kept, and this opens the lab to whoever reads it first.
        System.out.println("D-LLM Lab is ready: " + link(Role.ADMIN) + " (works once)");
    }

    /** A link that opens a session of this role, once. */
    String link(Role role) {
        return url + "/login?token=" + links.issue(role).value();
    }
}

package org.dllm.platform.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Links that open a browser session once; they live in memory and end with the server. */
@Component
class LoginLinks {

    private static final Duration LIFE = Duration.ofHours(12);

    private record Offer(Role role, Instant until) {}

    private final Map<String, Offer> open = new ConcurrentHashMap<>();
    private final Clock clock;

    LoginLinks(Clock clock) {
        this.clock = clock;
    }

    Secret issue(Role role) {
        Instant now = clock.instant();
        open.values().removeIf(offer -> offer.until().isBefore(now));
        Secret secret = Secret.random();
        open.put(secret.hash(), new Offer(role, now.plus(LIFE)));
        return secret;
    }

    /** What the link gives, this one time. */
    Optional<Role> redeem(Secret secret) {
        return Optional.ofNullable(open.remove(secret.hash()))
                .filter(offer -> offer.until().isAfter(clock.instant()))
                .map(Offer::role);
    }
}

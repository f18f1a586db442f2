package org.dllm.platform.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** API tokens and browser sessions, stored as hashes of their secrets. */
@Repository
@Transactional
class Tokens {

    static final Duration SESSION = Duration.ofDays(30);

    private final JdbcClient jdbc;
    private final Clock clock;

    Tokens(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Makes {@code secret} the token of this name; an earlier one becomes invalid. */
    void put(String name, Secret secret, Role role) {
        jdbc.sql("DELETE FROM api_token WHERE name = :name").param("name", name).update();
        jdbc.sql(
                        """
                        INSERT INTO api_token (hash, name, role, created_at) VALUES (:hash, :name, :role, :at)
                        """)
                .param("hash", secret.hash())
                .param("name", name)
                .param("role", role.name())
                .param("at", at(clock.instant()))
                .update();
    }

    @Transactional(readOnly = true)
    public Optional<Role> roleOfToken(Secret secret) {
        return jdbc.sql("SELECT role FROM api_token WHERE hash = :hash")
                .param("hash", secret.hash())
                .query((row, _) -> Role.valueOf(row.getString("role")))
                .optional();
    }

    /** Opens a browser session that is valid for {@link #SESSION}. */
    Secret openSession(Role role) {
        Secret secret = Secret.random();
        Instant now = clock.instant();
        jdbc.sql("DELETE FROM browser_session WHERE expires_at < :now")
                .param("now", at(now))
                .update();
        jdbc.sql(
                        """
                        INSERT INTO browser_session (hash, role, created_at, expires_at)
                        VALUES (:hash, :role, :now, :until)
                        """)
                .param("hash", secret.hash())
                .param("role", role.name())
                .param("now", at(now))
                .param("until", at(now.plus(SESSION)))
                .update();
        return secret;
    }

    @Transactional(readOnly = true)
    public Optional<Role> roleOfSession(Secret secret) {
        return jdbc.sql("SELECT role FROM browser_session WHERE hash = :hash AND expires_at > :now")
                .param("hash", secret.hash())
                .param("now", at(clock.instant()))
                .query((row, _) -> Role.valueOf(row.getString("role")))
                .optional();
    }

    void closeSession(Secret secret) {
        jdbc.sql("DELETE FROM browser_session WHERE hash = :hash")
                .param("hash", secret.hash())
                .update();
    }

    private static OffsetDateTime at(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}

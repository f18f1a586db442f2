package org.dllm.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dllm.platform.SettableClock;
import org.dllm.platform.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class TokensTests {

    private final Tokens tokens;
    private final SettableClock clock;

    TokensTests(TestDatabase database) {
        database.clear();
        tokens = database.get(Tokens.class);
        clock = database.get(SettableClock.class);
    }

    @Test
    void aTokenIsValidUntilAnotherReplacesItsName() {
        Secret first = Secret.random();
        Secret second = Secret.random();
        tokens.put("laptop", first, Role.VIEWER);
        assertThat(tokens.roleOfToken(first)).contains(Role.VIEWER);
        assertThat(tokens.roleOfToken(second)).isEmpty();
        tokens.put("laptop", second, Role.ADMIN);
        assertThat(tokens.roleOfToken(first)).isEmpty();
        assertThat(tokens.roleOfToken(second)).contains(Role.ADMIN);
    }

    @Test
    void aSessionIsValidUntilItIsClosedOrExpires() {
        Secret closed = tokens.openSession(Role.USER);
        Secret left = tokens.openSession(Role.USER);
        tokens.closeSession(closed);
        assertThat(tokens.roleOfSession(closed)).isEmpty();
        assertThat(tokens.roleOfSession(left)).contains(Role.USER);
        clock.advance(Tokens.SESSION.minus(Duration.ofSeconds(1)));
        Secret later = tokens.openSession(Role.VIEWER);
        assertThat(tokens.roleOfSession(left)).contains(Role.USER);
        clock.advance(Duration.ofSeconds(2));
        assertThat(tokens.roleOfSession(left)).isEmpty();
        assertThat(tokens.roleOfSession(later)).contains(Role.VIEWER);
    }

    @Test
    void aTokenIsNoSession() {
        Secret secret = Secret.random();
        tokens.put("laptop", secret, Role.ADMIN);
        assertThat(tokens.roleOfSession(secret)).isEmpty();
        assertThat(tokens.roleOfToken(tokens.openSession(Role.ADMIN))).isEmpty();
    }
}

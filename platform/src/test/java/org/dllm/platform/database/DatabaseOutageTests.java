package org.dllm.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.dllm.platform.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseOutageTests {

    private final RuntimeException noConnection =
            new CannotGetJdbcConnectionException(
                    "none", new SQLTransientConnectionException("timed out"));

    private final SettableClock clock = new SettableClock();
    private final DatabaseOutage outage = new DatabaseOutage(clock);

    @Test
    void anOutageIsLoggedTwiceHoweverManyRequestsFail(CapturedOutput log) {
        for (int i = 0; i < 1000; i++) {
            assertThat(outage.causes(noConnection)).isTrue();
            outage.answered();
        }
        clock.advance(Duration.ofSeconds(10));
        outage.answered();
        outage.answered();
        assertThat(log.getAll().lines().filter(line -> line.contains("database is")))
                .hasSize(2)
                .first()
                .asString()
                .contains("timed out");
    }

    @Test
    void healthIsDownUntilAPeriodWithoutFailures() {
        assertThat(outage.health().getStatus()).isEqualTo(Status.UP);
        outage.causes(noConnection);
        assertThat(outage.health().getStatus()).isEqualTo(Status.DOWN);
        clock.advance(Duration.ofSeconds(10));
        assertThat(outage.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void anErrorOfOneStatementIsNotAnOutage() {
        assertThat(outage.causes(new DataIntegrityViolationException("taken"))).isFalse();
        assertThat(outage.causes(new IllegalStateException("a mistake"))).isFalse();
        assertThat(outage.causes(sql(new SQLException("no such column", "42703")))).isFalse();
    }

    @Test
    void lostConnectionsClosedFilesAndFullDisksAreOutages() {
        for (String state : new String[] {"08006", "57P01", "53300", "53100", "58030"}) {
            assertThat(outage.causes(sql(new SQLException("x", state)))).as(state).isTrue();
        }
        for (int code : new int[] {90098, 90121, 90028, 90031}) {
            assertThat(outage.causes(sql(new SQLException("x", "HY000", code)))).isTrue();
        }
    }

    private static RuntimeException sql(SQLException cause) {
        return new UncategorizedSQLException("task", "SELECT 1", cause);
    }
}

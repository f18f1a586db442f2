package org.dllm.platform.start;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.platform.home.CannotStartException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Migrates the database; fails if a newer version of the program has migrated it further. */
@Configuration(proxyBeanMethods = false)
class SchemaConfiguration {

    @Bean
    static FlywayMigrationStrategy migration() {
        return flyway -> {
            newest(Arrays.stream(flyway.info().applied()))
                    .filter(applied -> !isKnown(applied))
                    .ifPresent(future -> {
                        throw newer(flyway, future);
                    });
            flyway.migrate();
        };
    }

    private static Optional<MigrationInfo> newest(Stream<MigrationInfo> migrations) {
        return migrations
                .filter(migration -> migration.getVersion() != null)
                .max(Comparator.comparing(MigrationInfo::getVersion));
    }

    private static CannotStartException newer(Flyway flyway, MigrationInfo future) {
        String known =
                newest(Arrays.stream(flyway.info().all()).filter(SchemaConfiguration::isKnown))
                        .map(migration -> migration.getVersion().getVersion())
                        .orElse("none");
        return new CannotStartException(
                "the database has schema version %s (%s), but this program supports versions up to %s: start the newer program that migrated it, or set DLLM_HOME to another folder or use another database"
                        .formatted(future.getVersion(), future.getDescription(), known));
    }

    private static boolean isKnown(MigrationInfo migration) {
        return migration.getState().isResolved();
    }
}

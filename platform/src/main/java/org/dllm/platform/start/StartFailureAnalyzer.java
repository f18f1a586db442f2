package org.dllm.platform.start;

import java.net.BindException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.dllm.platform.home.CannotStartException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Explains in one sentence why the server did not start, if the cause is outside the program. */
final class StartFailureAnalyzer implements FailureAnalyzer, Ordered {

    private static final String URL = "spring.datasource.url";

    private static final Pattern BEGINNING = Pattern.compile("^((?:jdbc:)?\\w{0,20}).*$");

    private final @Nullable Environment environment;

    /** Spring Boot calls this; the environment may not exist yet. */
    StartFailureAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    /** Runs before Spring Boot's analyzers, whose texts have several lines. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String sentence = sentence(cause);
            if (sentence != null) {
                return new FailureAnalysis(sentence, null, failure);
            }
        }
        String url = setting(URL);
        return url.matches("jdbc:(?:h2|postgresql):.*")
                ? null
                : new FailureAnalysis(unsupported(url), null, failure);
    }

    /** Shows only the beginning of the address, which may contain a password. */
    private static String unsupported(String url) {
        return "%s: expected jdbc:postgresql://HOST/DATABASE or jdbc:h2:file:PATH, found an address that begins with %s"
                .formatted(URL, BEGINNING.matcher(url).replaceFirst("$1"));
    }

    private @Nullable String sentence(Throwable cause) {
        return switch (cause) {
            case CannotStartException refused -> refused.getMessage();
            case PortInUseException taken ->
                    "port %d is in use: stop the program that listens there, or choose another port with --port (0 selects a free one)"
                            .formatted(taken.getPort());
            case BindException _ ->
                    "the server cannot listen at %s: set server.address to an address of this machine and --port to a free port"
                            .formatted(setting("server.address"));
            case org.springframework.boot.context.properties.bind.BindException wrong
                    when wrong.getProperty() != null ->
                    setting(wrong, wrong.getProperty());
            case InvalidConfigurationPropertyValueException wrong ->
                    "%s: invalid value \"%s\" (%s)"
                            .formatted(wrong.getName(), wrong.getValue(), wrong.getReason());
            case FlywayValidateException changed ->
                    "the database was migrated by another version of this program: %s; start that version, or set DLLM_HOME to another folder or use another database"
                            .formatted(firstLines(changed.getMessage()));
            case SQLException sql ->
                    DatabaseFailure.sentence(sql, setting(URL), setting("dllm.home"));
            default -> null;
        };
    }

    private static String setting(
            org.springframework.boot.context.properties.bind.BindException wrong,
            ConfigurationProperty property) {
        Class<?> type = wrong.getTarget().getType().toClass();
        Throwable root = wrong;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof UnknownHostException
                ? "%s: expected an address of this machine, found \"%s\", which cannot be resolved"
                        .formatted(property.getName(), property.getValue())
                : "%s: expected %s, found \"%s\""
                        .formatted(property.getName(), type.getSimpleName(), property.getValue());
    }

    private static String firstLines(@Nullable String message) {
        return String.valueOf(message).replaceAll("\\s+", " ").strip();
    }

    private String setting(String name) {
        String value = environment == null ? null : environment.getProperty(name);
        return value == null ? name : value;
    }
}

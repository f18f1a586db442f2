package org.dllm.notebooks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server that has locked the H2 file of the home folder, and executes queries on it. */
record LabServer(URI address, String token) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /** Present if the process recorded in {@code server.json} is alive. */
    static Optional<LabServer> of(Path home) {
        try {
            JsonNode server =
                    JsonMapper.shared().readTree(Files.readString(home.resolve("server.json")));
            boolean alive =
                    ProcessHandle.of(server.path("pid").asLong(-1))
                            .filter(ProcessHandle::isAlive)
                            .isPresent();
            return alive
                    ? Optional.of(
                            new LabServer(
                                    URI.create(server.path("url").asString("")),
                                    Files.readString(home.resolve("token")).strip()))
                    : Optional.empty();
        } catch (IOException | JacksonException | IllegalArgumentException _) {
            return Optional.empty(); // No server has recorded a complete address.
        }
    }

    /**
     * Executes a query. Interrupting the caller closes the connection, and the server then cancels
     * the query.
     *
     * @throws ConnectException if no server listens at the address
     */
    DataFrame query(String sql, @Nullable Object... arguments) throws ConnectException {
        var request =
                HttpRequest.newBuilder(URI.create(address + "/api/v1/query"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body(sql, arguments)))
                        .build();
        try {
            HttpResponse<InputStream> answer = HTTP.send(request, BodyHandlers.ofInputStream());
            try (var lines =
                    new BufferedReader(
                            new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                if (answer.statusCode() != 200) {
                    throw refused(answer.statusCode(), lines, sql);
                }
                return ServerAnswer.read(lines, sql);
            }
        } catch (ConnectException e) {
            throw e;
        } catch (IOException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw interrupted(sql);
            }
            throw new IllegalStateException(
                    "the connection to %s was lost: %s\nin the query: %s"
                            .formatted(address, e.getMessage(), sql),
                    e);
        } catch (InterruptedException e) {
            throw interrupted(sql);
        }
    }

    private static IllegalStateException interrupted(String sql) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("the query was interrupted: " + sql);
    }

    private static String body(String sql, @Nullable Object... arguments) {
        Object[] values = Arrays.stream(arguments).map(LabServer::argument).toArray();
        return JsonMapper.shared().writeValueAsString(Map.of("sql", sql, "arguments", values));
    }

    private static @Nullable Object argument(@Nullable Object value) {
        return value == null || value instanceof Number || value instanceof Boolean
                ? value
                : value.toString();
    }

    private RuntimeException refused(int status, BufferedReader lines, String sql) {
        String text = String.join("\n", lines.lines().toList());
        String detail;
        try {
            detail = JsonMapper.shared().readTree(text).path("detail").asString(text);
        } catch (JacksonException _) {
            detail = text;
        }
        return status == 400
                ? new IllegalArgumentException(detail + "\nin the query: " + sql)
                : new IllegalStateException(
                        "%s responded with HTTP %d: %s".formatted(address, status, detail));
    }
}

package org.dllm.platform.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Client of the server's REST interface. Errors become {@link CommandFailedException}s that say
 * what to do.
 */
final class Api {

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration CHANGE = Duration.ofMinutes(10);

    private final Home home;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    Api(Home home) {
        this.home = home;
    }

    URI server() {
        return home.server();
    }

    /** The address of a page of the server. */
    URI at(String path) {
        return home.at(path);
    }

    JsonNode get(String path) {
        return json(text(path));
    }

    String text(String path) {
        return send(request(path).timeout(ANSWER).GET().build(), BodyHandlers.ofString()).body();
    }

    JsonNode post(String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(path).timeout(ANSWER).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return json(send(request.build(), BodyHandlers.ofString()).body());
    }

    /** A change that may take minutes, such as the deletion of many files. */
    JsonNode change(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(path)
                        .timeout(CHANGE)
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return json(send(request.build(), BodyHandlers.ofString()).body());
    }

    /**
     * Sends a request that creates something, and repeats it once if no response arrives. Both
     * requests have the same idempotency key, so the server creates it only once.
     */
    JsonNode postOnce(String path, String body, Map<String, String> headers) {
        var keyed = new HashMap<>(headers);
        keyed.put("Idempotency-Key", UUID.randomUUID().toString());
        try {
            return post(path, body, keyed);
        } catch (ServerUnavailableException _) {
            return post(path, body, keyed);
        }
    }

    /** The lines of an event stream, until the server or the caller closes it. */
    Stream<String> lines(String path, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).header("Accept", "text/event-stream").GET();
        headers.forEach(request::header);
        return send(request.build(), BodyHandlers.ofLines()).body();
    }

    /** The server of this home folder, if it is running and answers. */
    Optional<URI> ownServer() {
        return home.ownServer().filter(_ -> home.ownServerLives()).filter(this::acceptsOwnToken);
    }

    /** After a server has ended, another program may use its port; it does not accept the token. */
    private boolean acceptsOwnToken(URI server) {
        var request =
                HttpRequest.newBuilder(Home.at(server, "/api/v1/workers"))
                        .timeout(Duration.ofSeconds(5))
                        .header("Authorization", "Bearer " + home.ownToken().orElse(""))
                        .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            return status == 200 || status == 503; // 503: its database is unavailable
        } catch (HttpTimeoutException _) {
            return true; // the process is alive, and the machine is slow
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        requireAlive();
        var request = HttpRequest.newBuilder(home.at("/api/v1/" + path));
        home.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    /** Another program may use the port of a server that has ended. Do not send it the token. */
    private void requireAlive() {
        if (!home.serverNamed() && home.ownServerEnded()) {
            throw new ServerUnavailableException(
                    "no server is running for %s; the last one has ended: start one with './dllm serve', or set DLLM_URL to another server"
                            .formatted(home.folder()));
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            HttpResponse<T> response = http.send(request, handler);
            if (response.statusCode() >= 400) {
                throw failure(request, response);
            }
            return response;
        } catch (ConnectException e) {
            throw new ServerUnavailableException(
                    (home.serverNamed()
                                    ? "no server answers at %s, the value of DLLM_URL: start that"
                                            + " server, or unset DLLM_URL"
                                    : "no server answers at %s: start one with './dllm serve', or"
                                            + " set DLLM_URL to another server")
                            .formatted(home.server()));
        } catch (IOException e) {
            throw new ServerUnavailableException(
                    "no complete response to %s %s: %s"
                            .formatted(request.method(), request.uri(), e.getMessage()));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private CommandFailedException failure(HttpRequest request, HttpResponse<?> response) {
        String body = bodyOf(response);
        int status = response.statusCode();
        Problem other = Problem.of("Rejected", "");
        if (status == 503) {
            return new ServerUnavailableException(Problem.read(body).orElse(other));
        }
        if (status == 401 || status == 403) {
            return new CommandFailedException(
                    Problem.read(body)
                            .orElse(other)
                            .with(
                                    status,
                                    "the server at %s rejected the token in %s (HTTP %d): set DLLM_HOME to the home folder of that server, or DLLM_TOKEN to the token in it"
                                            .formatted(home.server(), home.tokenPlace(), status)));
        }
        return new CommandFailedException(
                Problem.read(body)
                        .orElseGet(() ->
                                other.with(
                                        status,
                                        "%s %s answered HTTP %d: %s"
                                                .formatted(
                                                        request.method(),
                                                        request.uri(),
                                                        status,
                                                        body))));
    }

    private static String bodyOf(HttpResponse<?> response) {
        return switch (response.body()) {
            case String text -> text;
            case Stream<?> lines -> String.join("\n", lines.map(String::valueOf).toList());
            case null, default -> "";
        };
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            List<String> lines = text.lines().toList();
            throw new CommandFailedException(
                    "expected JSON from the server, found: "
                            + (lines.isEmpty() ? "nothing" : lines.getFirst()));
        }
    }

    static CommandFailedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CommandFailedException("interrupted: " + e.getMessage());
    }
}

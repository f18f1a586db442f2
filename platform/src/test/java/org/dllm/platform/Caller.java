package org.dllm.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A client of a server. */
public record Caller(int port, Map<String, String> headers) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static Caller anonymous(int port) {
        return new Caller(port, Map.of());
    }

    public static Caller bearer(int port, String token) {
        return new Caller(port, Map.of("Authorization", "Bearer " + token));
    }

    public HttpResponse<String> get(String path) {
        return call("GET", path, "", Map.of());
    }

    public HttpResponse<String> post(String path, String body, String contentType) {
        return call("POST", path, body, Map.of("Content-Type", contentType));
    }

    public HttpResponse<String> call(
            String method, String path, String body, Map<String, String> more) {
        return send(request(method, path, body, more), BodyHandlers.ofString());
    }

    /** The status only; a stream without end is closed. */
    public int status(String method, String path) {
        HttpResponse<InputStream> response =
                send(request(method, path, "", Map.of()), BodyHandlers.ofInputStream());
        try (InputStream _ = response.body()) {
            return response.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A response whose body is read as it arrives. */
    public HttpResponse<InputStream> open(String path, Map<String, String> more) {
        return send(request("GET", path, "", more), BodyHandlers.ofInputStream());
    }

    public <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return CLIENT.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpRequest.Builder request(
            String method, String path, String body, Map<String, String> more) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(60))
                        .method(method, BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        more.forEach(request::setHeader);
        return request;
    }
}

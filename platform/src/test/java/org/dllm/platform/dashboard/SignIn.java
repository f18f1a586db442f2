package org.dllm.platform.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.json.JsonMapper;

/** Requests one-time login links with the token of the server. */
final class SignIn {

    private SignIn() {}

    /** A new login link of the server at {@code url}. */
    static String link(String url, String token) {
        var request =
                HttpRequest.newBuilder(URI.create(url + "/api/v1/login-links"))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body = client.send(request, BodyHandlers.ofString()).body();
            return JsonMapper.shared().readTree(body).path("url").asString();
        } catch (IOException e) {
            throw new UncheckedIOException("no link from " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

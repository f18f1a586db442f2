package org.dllm.experiments.library;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Downloads one file of known size over HTTP, resuming after an interrupted attempt. */
final class Download {

    /** The number of consecutive attempts without data after which the download fails. */
    private static final int FRUITLESS_TRIES = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Duration patience;
    private final HttpClient client;

    Download() {
        this(PATIENCE);
    }

    /**
     * @param patience how long an attempt may receive no data
     */
    Download(Duration patience) {
        this.patience = patience;
        client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(patience)
                        .build();
    }

    /**
     * Fills {@code part} up to {@code bytes}.
     *
     * @param progress receives the number of bytes present
     */
    void download(URI address, Path part, long bytes, LongConsumer progress) {
        int fruitless = 0;
        while (true) {
            long before = PartFile.size(part);
            if (before > bytes) {
                PartFile.delete(part);
                continue;
            }
            if (before == bytes) {
                return;
            }
            IOException problem = attempt(address, part, before, bytes, progress);
            long now = PartFile.size(part);
            if (now == bytes) {
                return;
            }
            fruitless = now > before ? 0 : fruitless + 1;
            if (fruitless == FRUITLESS_TRIES) {
                throw new LibraryException(
                        "%s: received %d of %d bytes, then: %s; the received part is kept, repeat the command to resume"
                                .formatted(address, now, bytes, problem.getMessage()),
                        problem);
            }
        }
    }

    /** Sends one request. Returns the cause if the response was cut short. */
    private IOException attempt(
            URI address, Path part, long from, long bytes, LongConsumer progress) {
        var request = HttpRequest.newBuilder(address).timeout(patience).GET();
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), BodyHandlers.ofInputStream());
            try (var body = new ReadTimeoutStream(response.body(), patience)) {
                switch (response.statusCode()) {
                    case 200 -> PartFile.append(part, 0, body, bytes, progress);
                    case 206 -> PartFile.append(part, begin(response, from), body, bytes, progress);
                    // the server's file is shorter than the local part: start again
                    case 416 -> Files.deleteIfExists(part);
                    case 429, 500, 502, 503, 504 ->
                            throw new IOException(
                                    "the server responded with status " + response.statusCode());
                    default ->
                            throw new LibraryException(
                                    "%s: the server responded with status %d"
                                            .formatted(address, response.statusCode()));
                }
            }
            return new IOException("the response ended early");
        } catch (IOException e) {
            return e.getMessage() == null ? new IOException("no connection", e) : e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LibraryException(address + ": interrupted; the received part is kept", e);
        }
    }

    /** The first byte position that the server reports. */
    private static long begin(HttpResponse<?> response, long asked) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        return range.matches("bytes \\d{1,18}-.*")
                ? Long.parseLong(range.substring(6, range.indexOf('-')))
                : asked;
    }
}

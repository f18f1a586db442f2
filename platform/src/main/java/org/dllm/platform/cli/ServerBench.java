package org.dllm.platform.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures starts of the server as a user sees them, with a separate home folder. */
final class ServerBench {

    private static final int PAGES = 5;

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    /**
     * One start.
     *
     * @param firstPage seconds from the command to the first page
     * @param megabytes resident, idle, after some pages
     */
    record Start(double firstPage, double megabytes) {}

    /** The first start creates the database; the other starts use it. */
    List<Start> starts(int turns) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("dllm-bench");
        try {
            var starts = new ArrayList<Start>();
            for (int turn = 0; turn <= turns; turn++) {
                starts.add(start(home));
            }
            return starts;
        } finally {
            delete(home);
        }
    }

    private Start start(Path home) throws IOException, InterruptedException {
        var command =
                new ProcessBuilder(
                        System.getProperty("dllm.script", "./dllm"), "serve", "--port", "0");
        command.environment().put("DLLM_HOME", home.toString());
        command.environment().remove("DLLM_URL");
        command.redirectErrorStream(true).redirectOutput(home.resolve("server.log").toFile());
        long begin = System.nanoTime();
        Process server = command.start();
        try {
            Home client = new Home(home, Map.of());
            while (client.ownServer().isEmpty()) {
                if (!server.isAlive()) {
                    throw new CommandFailedException(Files.readString(home.resolve("server.log")));
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            page(client);
            double seconds = (System.nanoTime() - begin) / 1e9;
            for (int page = 1; page < PAGES; page++) {
                page(client);
            }
            TimeUnit.SECONDS.sleep(3);
            return new Start(seconds, resident(server.pid()));
        } finally {
            server.destroy();
            server.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private void page(Home home) throws IOException, InterruptedException {
        String token = home.token().orElse("");
        while (true) {
            var request =
                    HttpRequest.newBuilder(home.at("/runs"))
                            .header("Authorization", "Bearer " + token)
                            .header("Accept", "text/html")
                            .build();
            HttpResponse<String> answer;
            try {
                answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            } catch (IOException _) {
                // The server records its address shortly before it listens.
                TimeUnit.MILLISECONDS.sleep(20);
                continue;
            }
            if (answer.statusCode() != 200) {
                throw new CommandFailedException(
                        "/runs: expected a page, found HTTP " + answer.statusCode());
            }
            return;
        }
    }

    /** Reads the value from ps, which works on Linux and macOS. */
    private static double resident(long pid) throws IOException, InterruptedException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
        String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ps.waitFor();
        return Long.parseLong(text.strip()) / 1024.0;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

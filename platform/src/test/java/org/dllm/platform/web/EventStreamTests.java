package org.dllm.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.dllm.platform.Caller;
import org.dllm.platform.RawCaller;
import org.dllm.platform.ServerTest;
import org.dllm.platform.TestLab;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.run.EventKey;
import org.dllm.platform.run.RunId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Streams of server-sent events. */
@ServerTest
class EventStreamTests {

    @LocalServerPort private int port;
    private final TestLab lab;
    private final Caller caller;

    EventStreamTests(@Autowired TestLab lab) {
        this.lab = lab;
        caller = lab.caller();
    }

    @Test
    void aStreamSendsEventsAndContinuesAfterTheLastOne() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
        String last;
        String path = "/api/v1/runs/" + run + "/events";
        try (var stream = reader(caller.open(path, Map.of()))) {
            List<String> lines = until(stream, line -> line.startsWith("id:"));
            assertThat(lines)
                    .contains(
                            "event:metric",
                            "event:log",
                            "event:activity",
                            "event:state",
                            "event:progress")
                    .anyMatch(line -> line.contains("\"value\":\"NaN\""))
                    .anyMatch(line -> line.contains("half way"));
            last = lines.getLast().substring("id:".length()).strip();
            lab.log(run, 9, "something new");
            lab.metrics(
                    run,
                    new MetricPoint("train/loss", 4, 1.0, Instant.EPOCH, Long.parseLong(last) + 5));
            List<String> more = until(stream, line -> line.contains("\"step\":4"));
            assertThat(more).noneMatch(line -> line.contains("half way"));
        }
        try (var stream = reader(caller.open(path, Map.of("Last-Event-ID", last)))) {
            List<String> lines = until(stream, line -> line.startsWith("id:"));
            assertThat(lines)
                    .anyMatch(line -> line.contains("something new"))
                    .noneMatch(line -> line.contains("half way"))
                    .noneMatch(line -> line.contains("\"NaN\"") && line.contains("train/loss"));
        }
    }

    @Test
    void aStreamReportsThatAnEndedRunIsResumed() throws IOException {
        RunId run = lab.submit();
        String path = "/api/v1/runs/" + run;
        try (var stream = reader(caller.open(path + "/events", Map.of()))) {
            caller.call("POST", path + "/cancel", "", Map.of());
            until(stream, line -> line.contains("\"state\":\"CANCELLED\""));
            caller.call("POST", path + "/resume", "", Map.of());
            until(stream, line -> line.contains("\"state\":\"QUEUED\""));
        }
    }

    @Test
    void aStreamFromNowSendsNoEarlierEvents() throws IOException {
        RunId run = lab.submit();
        lab.finish(run);
        String path = "/api/v1/runs/" + run + "/events?from=NOW";
        try (var stream = reader(caller.open(path, Map.of()))) {
            List<String> begin = until(stream, line -> line.startsWith("event:progress"));
            assertThat(begin).doesNotContain("event:metric", "event:log", "event:activity");
            lab.log(run, Integer.MAX_VALUE, "something new");
            List<String> more = until(stream, line -> line.contains("something new"));
            assertThat(more).noneMatch(line -> line.contains("half way"));
        }
    }

    @Test
    void aStreamStartsAfterTheGivenEvent() throws IOException {
        RunId run = lab.submit();
        lab.log(run, 11, "an old line");
        lab.log(run, 12, "a newer line");
        String path = "/api/v1/runs/" + run + "/events?after=" + seq(11);
        try (var stream = reader(caller.open(path, Map.of()))) {
            assertThat(until(stream, line -> line.contains("a newer line")))
                    .noneMatch(line -> line.contains("an old line"));
        }
        // a broken connection continues after the last event that it received
        Map<String, String> broken = Map.of("Last-Event-ID", "" + seq(12));
        try (var stream = reader(caller.open(path, broken))) {
            assertThat(until(stream, line -> line.startsWith("event:progress")))
                    .noneMatch(line -> line.contains("a newer line"));
        }
    }

    @Test
    void theStreamOfAllRunsSendsOnlyNewChanges() throws IOException {
        lab.submit();
        String last;
        try (var stream = reader(caller.open("/api/v1/events", Map.of()))) {
            last = id(until(stream, line -> line.startsWith("event:runs")));
        }
        try (var stream = reader(caller.open("/api/v1/events?after=" + last, Map.of()))) {
            assertThat(until(stream, line -> line.startsWith(":")))
                    .noneMatch(line -> line.startsWith("event"));
            lab.submit();
            assertThat(id(until(stream, line -> line.startsWith("event:runs")))).isNotEqualTo(last);
        }
    }

    private static String id(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("id:"))
                .reduce((_, later) -> later)
                .orElseThrow()
                .substring("id:".length());
    }

    @Test
    void proxiesMustNotBufferEventsAndAQuietStreamSendsComments() throws IOException {
        String run = "/api/v1/runs/" + lab.submit() + "/events";
        for (String path : List.of("/api/v1/events", run)) {
            HttpResponse<InputStream> response =
                    caller.open(path, Map.of("Accept-Encoding", "gzip"));
            assertThat(response.headers().map())
                    .containsEntry("X-Accel-Buffering", List.of("no"))
                    .containsEntry("Cache-Control", List.of("no-cache, no-transform"))
                    .doesNotContainKey("Content-Encoding");
            try (var stream = reader(response)) {
                until(stream, line -> line.startsWith("event:"));
                until(stream, line -> line.startsWith(":"));
            }
        }
    }

    private static long seq(long event) {
        return EventKey.of(1, event, Instant.EPOCH).seq();
    }

    @Test
    void aHeadRequestForAStreamIsAnsweredAtOnce() throws IOException {
        for (String path : List.of("/api/v1/events", "/api/v1/runs/" + lab.submit() + "/events")) {
            String answer =
                    RawCaller.call(
                            port,
                            "HEAD " + path,
                            "Authorization: " + caller.headers().get("Authorization"));
            assertThat(answer).startsWith("HTTP/1.1 200").contains("text/event-stream");
        }
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static List<String> until(BufferedReader stream, Predicate<String> end)
            throws IOException {
        var lines = new ArrayList<String>();
        String line;
        while ((line = stream.readLine()) != null) {
            lines.add(line);
            if (end.test(line)) {
                return lines;
            }
        }
        throw new IOException("the stream ended after " + lines);
    }
}

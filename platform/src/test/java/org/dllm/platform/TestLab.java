package org.dllm.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.EventKey;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.Samples;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Gives a server the events of a run. */
@TestComponent
public record TestLab(ApplicationContext context) {

    public static final String DOCUMENT =
            """
            name: api-test
            model: {shape: {layers: 4, width: 32, hidden: 64, heads: 2, keyValueHeads: 2, context: 128, tokenizer: characters}}
            data: [{set: {type: Synthetic}, split: train}]
            train: {steps: 20, batch: 4}
            evaluate: [{task: mix, set: {type: Synthetic}}]
            method: {type: Dllm, target: 0.5}
            """;

    /** One cell of a heat map. */
    public static final RunEvent.LayerActivity ACTIVITY =
            new RunEvent.LayerActivity("mix", 1, "family", "chain", 0, 3, 10, false, null);

    /** A wrong answer. */
    public static final RunEvent.Sample SAMPLE =
            new RunEvent.Sample(
                    "mix",
                    0,
                    "chain-0",
                    "chain",
                    2,
                    "1+1=",
                    "2",
                    "3",
                    false,
                    List.of("1"),
                    1,
                    List.of("1011"));

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    /** A client with the token of the server's home folder. */
    public Caller caller() {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        Path token = context.getBean(LabFolders.class).token();
        try {
            return Caller.bearer(port, Files.readString(token).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new run of {@link #DOCUMENT}. */
    public RunId submit(String... query) {
        HttpResponse<String> answer =
                caller().post(
                                "/api/v1/experiments" + String.join("", query),
                                DOCUMENT,
                                "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new RunId(JsonMapper.shared().readTree(answer.body()).at("/runs/0/id").asString());
    }

    /** Finishes a run with events of every kind, including NaN and infinities. */
    public void finish(RunId run) throws IOException {
        Runs runs = context.getBean(Runs.class);
        runs.starting(run, 1);
        runs.started(run);
        runs.manifest(
                run, new RunEvent.Manifest("{\"platform\":{\"threads\":1}}", "ab".repeat(32)));
        metrics(
                run,
                new MetricPoint("train/loss", 1, 2.5, AT, EventKey.of(1, 1, AT).seq()),
                new MetricPoint("train/loss", 2, Double.NaN, AT, EventKey.of(1, 2, AT).seq()),
                new MetricPoint(
                        "train/loss",
                        3,
                        Double.POSITIVE_INFINITY,
                        AT,
                        EventKey.of(1, 3, AT).seq()));
        log(run, 4, "half way");
        context.getBean(LayerActivities.class)
                .put(run, List.of(ACTIVITY), EventKey.of(1, 5, AT).seq());
        context.getBean(Samples.class).put(run, List.of(SAMPLE));
        Path file =
                context.getBean(LabFolders.class).run(run.value()).resolve("artifacts/model.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<script>alert(1)</script>");
        context.getBean(Artifacts.class)
                .put(
                        run,
                        new RunEvent.Artifact(
                                "model.txt", "artifacts/model.txt", "cd".repeat(32), 25));
        runs.result(
                run,
                new RunEvent.Result(
                        new TreeMap<>(Map.of("mix/exact_match", 0.5, "mix/loss", Double.NaN))));
        runs.finished(run);
    }

    public void metrics(RunId run, MetricPoint... points) {
        context.getBean(Metrics.class).append(run, List.of(points));
    }

    public void log(RunId run, long event, String message) {
        context.getBean(RunLogs.class)
                .append(
                        run,
                        List.of(new LogLine(EventKey.of(1, event, AT).seq(), AT, "info", message)));
    }
}

package org.dllm.platform.run.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.run.Archived;
import org.dllm.platform.run.LogLevel;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunPage;
import org.dllm.platform.run.RunProvenance;
import org.dllm.platform.run.RunResults;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.RunView;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.SamplePage;
import org.dllm.platform.run.Samples;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/runs", produces = APPLICATION_JSON_VALUE)
class RunController {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final Runs runs;
    private final RunList list;
    private final RunLogs logs;
    private final Samples samples;
    private final RunResults results;
    private final JsonMapper json;

    RunController(
            Runs runs,
            RunList list,
            RunLogs logs,
            Samples samples,
            RunResults results,
            JsonMapper json) {
        this.runs = runs;
        this.list = list;
        this.logs = logs;
        this.samples = samples;
        this.results = results;
        this.json = json;
    }

    /**
     * A page of runs, newest first.
     *
     * @param next value of {@code after} for the next page; absent on the last page
     */
    record RunPageView(List<RunView> items, @Nullable Long next) {}

    /**
     * A run with its spec, document, manifest and results.
     *
     * @param document the text as it was submitted
     * @param tasks each task of the spec with its primary metric
     * @param results all measured numbers, by task and metric
     * @param manifest everything that decided the result; absent until the run has started
     */
    record RunDetail(
            @JsonUnwrapped RunView run,
            List<PrimaryMetric> tasks,
            List<RunEvent.TaskResult> results,
            Map<String, Object> spec,
            String specSha256,
            String document,
            @Nullable Map<String, Object> manifest,
            @Nullable String manifestSha256) {}

    /**
     * Lines of a log.
     *
     * @param next value of {@code after} for later lines
     */
    record LogPage(List<LogLineView> items, long next) {}

    record LogLineView(long seq, Instant at, String level, String message) {
        static LogLineView of(LogLine line) {
            return new LogLineView(line.seq(), line.at(), line.level(), line.message());
        }
    }

    /**
     * Evaluated examples.
     *
     * @param tasks tasks that have samples
     * @param count number of stored examples of the task, on all pages
     * @param next value of {@code after} for the next page; absent on the last page
     */
    record SamplePageView(
            List<String> tasks, List<SampleView> items, long count, @Nullable Integer next) {}

    /**
     * One evaluated example.
     *
     * @param executed one string per token: 1 for each layer that executed it, else 0; layer 0
     *     first
     */
    record SampleView(
            String task,
            int index,
            String exampleId,
            String family,
            int steps,
            String prompt,
            String gold,
            String answer,
            boolean correct,
            List<String> tokens,
            int promptTokens,
            List<String> executed) {
        static SampleView of(RunEvent.Sample sample) {
            return new SampleView(
                    sample.task(),
                    sample.index(),
                    sample.exampleId(),
                    sample.family(),
                    sample.steps(),
                    sample.prompt(),
                    sample.gold(),
                    sample.answer(),
                    sample.correct(),
                    sample.tokens(),
                    sample.promptTokens(),
                    sample.executed());
        }
    }

    /**
     * Runs, newest first, filtered by state, experiment, submission, ids or the first letters of
     * the id.
     *
     * @param archived by default, archived runs are included only if the filter names ids
     */
    @GetMapping
    RunPageView page(
            @RequestParam(defaultValue = "") Set<RunState> state,
            @RequestParam(required = false) @Nullable String experiment,
            @RequestParam(required = false) @Nullable String prefix,
            @RequestParam(defaultValue = "") @Size(max = 1000) Set<RunId> id,
            @RequestParam(required = false) @Nullable Long submission,
            @RequestParam(required = false) @Nullable Archived archived,
            @RequestParam(defaultValue = "50") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable Long after) {
        var filter = new RunFilter(state, experiment, prefix, id, submission);
        RunPage page = list.page(archived == null ? filter : filter.with(archived), limit, after);
        return new RunPageView(page.items().stream().map(RunView::of).toList(), page.next());
    }

    @GetMapping("/{id}")
    RunDetail show(@PathVariable RunId id) {
        var run = RunView.of(runs.require(id));
        RunProvenance provenance = runs.provenance(id).orElseThrow();
        return new RunDetail(
                run,
                results.tasks(List.of(id)).getOrDefault(id, List.of()),
                results.of(List.of(id)).getOrDefault(id, List.of()),
                json.readValue(provenance.spec(), OBJECT),
                provenance.specSha256(),
                provenance.document(),
                provenance.manifest() == null
                        ? null
                        : json.readValue(provenance.manifest(), OBJECT),
                provenance.manifestSha256());
    }

    /** Cancels a run. A run that has ended stays as it is. */
    @PostMapping("/{id}/cancel")
    RunView cancel(@PathVariable RunId id) {
        runs.cancel(id);
        return RunView.of(runs.require(id));
    }

    /**
     * Lines after {@code after}, oldest first; without {@code after} the last lines.
     *
     * @param level only lines of this level and more severe ones
     */
    @GetMapping("/{id}/logs")
    LogPage logs(
            @PathVariable RunId id,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "TRACE") LogLevel level,
            @RequestParam(defaultValue = "500") @Min(1) @Max(10_000) int limit) {
        runs.require(id);
        List<LogLineView> lines =
                (after == null ? logs.last(id, level, limit) : logs.after(id, after, level, limit))
                        .stream().map(LogLineView::of).toList();
        long from = after == null ? 0 : after;
        return new LogPage(lines, lines.isEmpty() ? from : lines.getLast().seq());
    }

    /**
     * Evaluated examples of one task; if no task is given, of the first.
     *
     * @param correct true for right answers only, false for wrong answers only
     */
    @GetMapping("/{id}/samples")
    SamplePageView samples(
            @PathVariable RunId id,
            @RequestParam(required = false) @Nullable String task,
            @RequestParam(required = false) @Nullable Boolean correct,
            @RequestParam(required = false) @Nullable Integer after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        runs.require(id);
        List<String> tasks = samples.tasks(id);
        if (tasks.isEmpty()) {
            return new SamplePageView(tasks, List.of(), 0, null);
        }
        SamplePage page =
                samples.page(id, task == null ? tasks.getFirst() : task, correct, limit, after);
        return new SamplePageView(
                tasks,
                page.items().stream().map(SampleView::of).toList(),
                page.count(),
                page.next());
    }
}

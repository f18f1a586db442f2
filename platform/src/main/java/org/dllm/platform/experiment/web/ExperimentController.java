package org.dllm.platform.experiment.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.experiment.Experiment;
import org.dllm.platform.experiment.ExperimentPage;
import org.dllm.platform.experiment.Experiments;
import org.dllm.platform.experiment.Forecast;
import org.dllm.platform.experiment.Forecasts;
import org.dllm.platform.experiment.PlanWarnings;
import org.dllm.platform.experiment.Submission;
import org.dllm.platform.experiment.SubmissionResult;
import org.dllm.platform.experiment.Submissions;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.run.Archived;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunPage;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.RunView;
import org.dllm.platform.run.Runs;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/experiments", produces = APPLICATION_JSON_VALUE)
class ExperimentController {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final Submissions submissions;
    private final Experiments experiments;
    private final Runs runs;
    private final RunList list;
    private final Forecasts forecasts;
    private final PlanWarnings warnings;
    private final JsonMapper json;
    private final LabFolders folders;

    ExperimentController(
            Submissions submissions,
            Experiments experiments,
            Runs runs,
            RunList list,
            Forecasts forecasts,
            PlanWarnings warnings,
            JsonMapper json,
            LabFolders folders) {
        this.submissions = submissions;
        this.experiments = experiments;
        this.runs = runs;
        this.list = list;
        this.forecasts = forecasts;
        this.warnings = warnings;
        this.json = json;
        this.folders = folders;
    }

    /**
     * Result of a submission.
     *
     * @param present ids of those runs that existed before, if only missing runs were submitted
     * @param warnings reasons why runs cannot finish on this server, each with the command that
     *     solves it; runs that were deleted since the first request with the same idempotency key
     */
    record SubmittedView(
            String experiment, List<RunView> runs, List<String> present, List<String> warnings) {}

    /**
     * The plan of a submission.
     *
     * @param scale the selected scale; absent if the document has none
     * @param notes settings that are valid but may be unintended
     * @param warnings reasons why runs cannot finish on this server, each with the command that
     *     solves it
     */
    record PlanView(
            String experiment,
            boolean dryRun,
            @Nullable String scale,
            List<PlannedView> runs,
            List<String> notes,
            List<String> warnings) {}

    /**
     * A planned run.
     *
     * @param rateOf the planned run whose measured rate it uses
     * @param likelySeconds estimated duration, from the finished run {@code likelyBy}; absent if no
     *     finished run does the same work
     * @param changes values set by the variant or the sweep, by path
     */
    record PlannedView(
            String name,
            String method,
            long seed,
            long totalSteps,
            @Nullable String rateOf,
            @Nullable Double likelySeconds,
            @Nullable String likelyBy,
            Map<String, Object> changes,
            Map<String, Object> spec) {}

    record ExperimentView(String name, Instant createdAt, Map<RunState, Long> runs) {
        static ExperimentView of(Experiment experiment) {
            return new ExperimentView(experiment.name(), experiment.createdAt(), experiment.runs());
        }
    }

    /**
     * A page of experiments, newest first.
     *
     * @param next value of {@code after} for the next page; absent on the last page
     */
    record ExperimentPageView(List<ExperimentView> items, @Nullable Long next) {}

    /**
     * An experiment with a page of its runs.
     *
     * @param next value of {@code after} for the next page; absent on the last page
     */
    record ExperimentDetail(
            String name,
            Instant createdAt,
            Map<RunState, Long> counts,
            List<RunView> runs,
            @Nullable Long next) {}

    /**
     * Submits every run of a spec in YAML or JSON; a dry run returns the plan.
     *
     * @param missing submit only runs whose spec has not finished and is not active in the
     *     experiment
     */
    @PostMapping(
            consumes = {
                "application/yaml",
                "application/x-yaml",
                "text/yaml",
                "text/plain",
                "application/json"
            })
    @Parameter(
            name = "set",
            in = ParameterIn.QUERY,
            description = "a change as train.steps=100; repeated for more",
            array = @ArraySchema(schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = SubmittedView.class)))
    @ApiResponse(
            responseCode = "200",
            description = "the plan of a dry run",
            content = @Content(schema = @Schema(implementation = PlanView.class)))
    ResponseEntity<Object> submit(
            @RequestBody(required = false) @Nullable String body,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam(defaultValue = "0") int priority,
            @RequestParam(defaultValue = "false") boolean missing,
            @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200)
                    @Nullable String key) {
        String document = body == null ? "" : body;
        // Not a List parameter: Spring would split a single value at its commas.
        List<String> sets = query.getOrDefault("set", List.of());
        SpecDocument plan = SpecDocument.parse(document, sets, folders.data());
        if (dryRun) {
            return ResponseEntity.ok(planned(plan));
        }
        SubmissionResult submitted =
                submissions.submit(new Submission(document, sets, priority, missing, key));
        URI location =
                ServletUriComponentsBuilder.fromCurrentContextPath()
                        .path("/api/v1/experiments/{name}")
                        .build(submitted.experiment());
        return ResponseEntity.created(location)
                .body(
                        new SubmittedView(
                                submitted.experiment(),
                                submitted.runs().stream()
                                        .map(id -> RunView.of(runs.require(id)))
                                        .toList(),
                                submitted.present().stream().map(RunId::value).toList(),
                                warnings(plan, submitted)));
    }

    private List<String> warnings(SpecDocument plan, SubmissionResult submitted) {
        Stream<String> deleted =
                submitted.deleted().stream()
                        .map(run ->
                                "run %s of the first request with this idempotency key was deleted"
                                        .formatted(run));
        return Stream.concat(deleted, warnings.of(plan).stream()).toList();
    }

    /**
     * Experiments, newest first.
     *
     * @param archived which runs are counted; experiments without such runs are left out
     */
    @GetMapping
    ExperimentPageView page(
            @RequestParam(defaultValue = "50") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "EXCLUDE") Archived archived) {
        ExperimentPage page = experiments.page(limit, after, archived);
        return new ExperimentPageView(
                page.items().stream().map(ExperimentView::of).toList(), page.next());
    }

    /**
     * One experiment with its runs, newest first.
     *
     * @param archived which runs are counted and listed
     */
    @GetMapping("/{name}")
    ExperimentDetail show(
            @PathVariable String name,
            @RequestParam(defaultValue = "50") @Min(1) @Max(1000) int limit,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "EXCLUDE") Archived archived) {
        Experiment experiment =
                experiments.find(name, archived).orElseThrow(() -> new ExperimentNotFound(name));
        RunPage page = list.page(new RunFilter(Set.of(), name).with(archived), limit, after);
        return new ExperimentDetail(
                experiment.name(),
                experiment.createdAt(),
                experiment.runs(),
                page.items().stream().map(RunView::of).toList(),
                page.next());
    }

    private PlanView planned(SpecDocument document) {
        List<PlannedRun> plan = document.plan();
        List<Optional<Forecast>> likely =
                forecasts.of(plan.stream().map(PlannedRun::spec).toList());
        return new PlanView(
                document.name(),
                true,
                document.scale().orElse(null),
                IntStream.range(0, plan.size())
                        .mapToObj(i -> planned(plan.get(i), likely.get(i)))
                        .toList(),
                document.notes(),
                warnings.of(document));
    }

    private PlannedView planned(PlannedRun run, Optional<Forecast> likely) {
        ExperimentSpec spec = run.spec();
        return new PlannedView(
                run.name(),
                spec.method().text().label(),
                spec.seed(),
                spec.train().steps(),
                run.rateOf().orElse(null),
                likely.map(one -> one.time().toMillis() / 1000.0).orElse(null),
                likely.map(one -> one.by().value()).orElse(null),
                json.convertValue(run.changes(), OBJECT),
                tree(SpecJson.canonical(spec)));
    }

    private Map<String, Object> tree(String spec) {
        return json.readValue(spec, OBJECT);
    }
}

package org.dllm.platform.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.platform.run.PlannedCell;
import org.dllm.platform.run.PlannedRuns;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunProvenance;
import org.dllm.platform.run.RunResults;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.SubmissionPlan;
import org.dllm.platform.run.SubmittedDocuments;
import org.dllm.platform.run.Work;
import org.dllm.platform.table.ResultTable;
import org.dllm.platform.table.ResultTables;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the reports of experiments. */
@Repository
public class Reports {

    private static final String FLOPS = "flops_ratio/all";

    private final SubmittedDocuments documents;
    private final PlannedRuns planned;
    private final Runs runs;
    private final RunResults results;
    private final ResultTables tables;

    Reports(
            SubmittedDocuments documents,
            PlannedRuns planned,
            Runs runs,
            RunResults results,
            ResultTables tables) {
        this.documents = documents;
        this.planned = planned;
        this.runs = runs;
        this.results = results;
        this.tables = tables;
    }

    /**
     * The report of a submission.
     *
     * @param submission id of the submission; the newest of the experiment if absent
     * @return empty if there is no such submission
     */
    @Transactional(readOnly = true)
    public Optional<Report> of(String experiment, @Nullable Long submission) {
        return documents.plan(experiment, submission).map(this::of);
    }

    private Report of(SubmissionPlan plan) {
        ResultTable table = tables.of(plan.experiment(), plan.id()).orElseThrow();
        List<PlannedCell> cells = planned.of(plan.id());
        List<RunId> executed =
                cells.stream()
                        .map(PlannedCell::execution)
                        .filter(Objects::nonNull)
                        .map(PlannedCell.Execution::run)
                        .toList();
        List<RunProvenance> provenances =
                executed.stream().flatMap(run -> runs.provenance(run).stream()).toList();
        return new Report(
                plan,
                provenances.isEmpty() ? "" : provenances.getFirst().document(),
                cells.stream().map(PlannedCell::seed).distinct().sorted().toList(),
                effort(cells, executed),
                conditions(provenances),
                table,
                tasks(table, cells, results.of(executed)));
    }

    private Report.Effort effort(List<PlannedCell> cells, List<RunId> executed) {
        List<Run> all = executed.stream().flatMap(run -> runs.find(run).stream()).toList();
        Duration worked =
                all.stream()
                        .map(Run::work)
                        .filter(Objects::nonNull)
                        .map(Work::before)
                        .reduce(Duration.ZERO, Duration::plus);
        return new Report.Effort(
                cells.size(),
                (int) cells.stream().filter(Reports::isFinished).count(),
                times(all.stream().map(Run::startedAt)).findFirst().orElse(null),
                times(all.stream().map(Run::finishedAt)).reduce((_, last) -> last).orElse(null),
                worked);
    }

    private static Stream<Instant> times(Stream<@Nullable Instant> times) {
        return times.filter(Objects::nonNull).sorted();
    }

    /** The values of code and platform in the manifests, each once. */
    private static List<Report.Condition> conditions(List<RunProvenance> provenances) {
        var values = new LinkedHashMap<String, Set<String>>();
        for (RunProvenance provenance : provenances) {
            if (provenance.manifest() != null) {
                JsonNode manifest = JsonMapper.shared().readTree(provenance.manifest());
                for (Map.Entry<String, JsonNode> fact : manifest.path("platform").properties()) {
                    add(values, fact.getKey(), fact.getValue());
                }
                add(values, "code", manifest.path("code"));
            }
        }
        return values.entrySet().stream()
                .map(fact -> new Report.Condition(fact.getKey(), List.copyOf(fact.getValue())))
                .toList();
    }

    private static void add(Map<String, Set<String>> values, String name, JsonNode value) {
        values.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value.asString());
    }

    private static List<Report.Task> tasks(
            ResultTable table, List<PlannedCell> cells, Map<RunId, List<TaskResult>> measured) {
        var tasks = new ArrayList<Report.Task>();
        for (ResultTable.Row row : table.rows()) {
            PrimaryMetric primary = row.primary();
            if (primary != null) {
                List<Report.SystemResult> systems =
                        IntStream.range(0, table.columns().size())
                                .mapToObj(i -> system(table, row, i, primary, cells, measured))
                                .toList();
                tasks.add(new Report.Task(row.name(), primary, systems));
            }
        }
        return tasks;
    }

    private static Report.SystemResult system(
            ResultTable table,
            ResultTable.Row row,
            int column,
            PrimaryMetric primary,
            List<PlannedCell> cells,
            Map<RunId, List<TaskResult>> measured) {
        String name = table.columns().get(column).name();
        var bySeed = new ArrayList<Report.SeedResult>();
        var values = new TreeMap<String, List<Double>>();
        for (PlannedCell cell : cells) {
            if (cell.dataset().equals(row.dataset())
                    && cell.system().equals(name)
                    && isFinished(cell)) {
                RunId run = Objects.requireNonNull(cell.execution()).run();
                Map<String, Double> own =
                        measured.getOrDefault(run, List.of()).stream()
                                .filter(result -> result.task().equals(primary.task()))
                                .collect(Collectors.toMap(TaskResult::metric, TaskResult::value));
                own.forEach((metric, value) ->
                        values.computeIfAbsent(metric, _ -> new ArrayList<>()).add(value));
                bySeed.add(
                        new Report.SeedResult(
                                cell.seed(),
                                run.value(),
                                own.getOrDefault(primary.metric(), Double.NaN),
                                own.getOrDefault(FLOPS, Double.NaN)));
            }
        }
        bySeed.sort(Comparator.comparingLong(Report.SeedResult::seed));
        var means = new TreeMap<String, Double>();
        values.forEach((metric, all) -> means.put(metric, mean(all)));
        return new Report.SystemResult(name, row.cells().get(column), bySeed, means);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private static boolean isFinished(PlannedCell cell) {
        PlannedCell.Execution execution = cell.execution();
        return execution != null && execution.state() == RunState.FINISHED;
    }
}

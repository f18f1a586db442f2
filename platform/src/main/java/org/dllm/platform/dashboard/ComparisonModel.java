package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunResults;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** Prepares comparisons of runs: their settings and their results. */
@Component
class ComparisonModel {

    private static final String SEED = "seed";
    private static final int MOST_SPECS = 20;

    private final RunList list;
    private final Metrics metrics;
    private final RunResults results;

    ComparisonModel(RunList list, Metrics metrics, RunResults results) {
        this.list = list;
        this.metrics = metrics;
        this.results = results;
    }

    /** Adds the attributes of the fragments in {@code comparing.html}, with one row per run. */
    void single(List<Run> runs, Model model, Instant now) {
        show(GroupRow.single(members(runs, now)), model);
    }

    /** As {@link #single}, with one row per seed group. */
    void grouped(List<Run> runs, Model model, Instant now) {
        show(GroupRow.bySeed(members(runs, now)), model);
    }

    private void show(List<GroupRow> rows, Model model) {
        List<GroupRow> groups = withSettings(rows);
        List<Settings> settings =
                groups.stream().map(GroupRow::settings).filter(Objects::nonNull).toList();
        boolean grouped = rows.stream().anyMatch(row -> row.n() > 1);
        model.addAttribute("groups", groups);
        model.addAttribute("comparisons", Comparison.of(groups));
        model.addAttribute("settingsOf", settings.size());
        model.addAttribute(
                "differing",
                Settings.differing(settings).stream()
                        .filter(path -> !grouped || !path.equals(SEED))
                        .toList());
    }

    /** Loads the settings of the first rows only, because specs can be large. */
    private List<GroupRow> withSettings(List<GroupRow> rows) {
        Map<RunId, String> specs =
                list.specs(
                        rows.stream().limit(MOST_SPECS).map(row -> row.run().run().id()).toList());
        return rows.stream()
                .map(row -> {
                    String spec = specs.get(row.run().run().id());
                    return spec == null ? row : row.with(spec);
                })
                .toList();
    }

    private List<GroupRow.Member> members(List<Run> runs, Instant now) {
        Map<RunId, FinalMetrics> figures = figures(runs);
        return runs.stream()
                .map(run ->
                        new GroupRow.Member(
                                new RunRow(run, now),
                                Objects.requireNonNull(figures.get(run.id()))))
                .toList();
    }

    /** The measured values of each run. */
    Map<RunId, FinalMetrics> figures(List<Run> runs) {
        List<RunId> ids = runs.stream().map(Run::id).toList();
        var last = metrics.last(ids);
        var tasks = results.tasks(ids);
        var measured = results.of(ids);
        return runs.stream()
                .collect(
                        Collectors.toMap(
                                Run::id,
                                run ->
                                        FinalMetrics.of(
                                                run,
                                                last.getOrDefault(run.id(), Map.of()),
                                                tasks.getOrDefault(run.id(), List.of()),
                                                measured.getOrDefault(run.id(), List.of()))));
    }
}

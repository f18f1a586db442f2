package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** Puts runs beside each other: what was asked of each, what each came to. */
@Component
class SideBySide {

    private final RunList list;
    private final Metrics metrics;

    SideBySide(RunList list, Metrics metrics) {
        this.list = list;
        this.metrics = metrics;
    }

    /** Fills what the fragments of {@code comparing.html} show. */
    void show(List<Run> runs, Model model, Instant now) {
        List<RunId> ids = runs.stream().map(Run::id).toList();
        Map<RunId, String> specs = list.specs(ids);
        Map<RunId, Map<String, Double>> last = metrics.last(ids);
        List<Comparison.Row> rows =
                runs.stream()
                        .map(run ->
                                new Comparison.Row(
                                        new RunRow(run, now),
                                        Figures.of(run, last),
                                        Settings.of(Objects.requireNonNull(specs.get(run.id())))))
                        .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("comparisons", Comparison.of(rows));
        model.addAttribute(
                "differing",
                Settings.differing(rows.stream().map(Comparison.Row::settings).toList()));
    }
}

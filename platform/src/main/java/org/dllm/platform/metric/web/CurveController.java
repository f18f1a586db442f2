package org.dllm.platform.metric.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;
import org.dllm.platform.metric.MetricBucket;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunState;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Series of several runs in one response. */
@RestController
@RequestMapping(path = "/api/v1/curves", produces = APPLICATION_JSON_VALUE)
class CurveController {

    private final Metrics metrics;
    private final RunList runs;

    CurveController(Metrics metrics, RunList runs) {
        this.metrics = metrics;
        this.runs = runs;
    }

    /** A run with its series; series without points have no buckets. */
    record CurvesView(String run, RunState state, List<MetricController.PointsView> series) {}

    /**
     * Series of runs, each in at most {@code buckets} buckets. Runs that do not exist are left out.
     */
    @GetMapping
    List<CurvesView> curves(
            @RequestParam @Size(max = 200) Set<RunId> run,
            @RequestParam @Size(max = 10) Set<String> key,
            @RequestParam(defaultValue = "300") @Min(1) @Max(1000) int buckets) {
        List<Run> found =
                runs.all(run); // read before the points, so that a finished run has all of them
        var series = metrics.buckets(run, key, buckets);
        return found.stream()
                .map(one ->
                        new CurvesView(
                                one.id().value(),
                                one.state(),
                                key.stream()
                                        .map(name ->
                                                view(
                                                        name,
                                                        series.getOrDefault(
                                                                new Metrics.Series(one.id(), name),
                                                                List.of())))
                                        .toList()))
                .toList();
    }

    private static MetricController.PointsView view(String key, List<MetricBucket> buckets) {
        return MetricController.PointsView.of(key, buckets);
    }
}

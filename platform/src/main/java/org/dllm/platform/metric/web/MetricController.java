package org.dllm.platform.metric.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.dllm.platform.metric.MetricBucket;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.metric.SeriesSummary;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/runs/{id}/metrics", produces = APPLICATION_JSON_VALUE)
class MetricController {

    private final Runs runs;
    private final Metrics metrics;

    MetricController(Runs runs, Metrics metrics) {
        this.runs = runs;
        this.metrics = metrics;
    }

    /** Summary of a series; numbers may be "NaN", "Infinity" or "-Infinity". */
    record SeriesView(
            String key,
            long count,
            long firstStep,
            long lastStep,
            double last,
            double min,
            double max) {
        static SeriesView of(SeriesSummary series) {
            return new SeriesView(
                    series.key(),
                    series.count(),
                    series.firstStep(),
                    series.lastStep(),
                    series.last(),
                    series.min(),
                    series.max());
        }
    }

    /**
     * A series in buckets.
     *
     * @param raw whether each bucket is one point
     */
    record PointsView(String key, boolean raw, List<BucketView> buckets) {
        static PointsView of(String key, List<MetricBucket> buckets) {
            List<BucketView> views = buckets.stream().map(BucketView::of).toList();
            return new PointsView(key, views.stream().allMatch(b -> b.count() == 1), views);
        }
    }

    /**
     * Neighbouring points combined, at the step of the last one; NaN points are counted separately.
     */
    record BucketView(
            long firstStep,
            long step,
            long count,
            long nan,
            double min,
            double max,
            double mean,
            double last) {
        static BucketView of(MetricBucket bucket) {
            return new BucketView(
                    bucket.firstStep(),
                    bucket.step(),
                    bucket.count(),
                    bucket.nan(),
                    bucket.min(),
                    bucket.max(),
                    bucket.mean(),
                    bucket.last());
        }
    }

    @GetMapping
    List<SeriesView> series(@PathVariable RunId id) {
        runs.require(id);
        return metrics.series(id).stream().map(SeriesView::of).toList();
    }

    /**
     * A series in at most {@code buckets} buckets; if it has fewer points, each bucket is one
     * point.
     */
    @GetMapping("/points")
    PointsView points(
            @PathVariable RunId id,
            @RequestParam String key,
            @RequestParam(defaultValue = "500") @Min(1) @Max(10_000) int buckets) {
        runs.require(id);
        return PointsView.of(key, metrics.buckets(id, key, buckets));
    }
}

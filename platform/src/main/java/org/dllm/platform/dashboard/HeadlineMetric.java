package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.experiment.PrimaryMetric;

/**
 * A number that a run's page begins with, beside the dense model's.
 *
 * @param key of the series that it is the end of
 */
record HeadlineMetric(String label, String key, Quantity mine, Quantity dense) {

    static List<HeadlineMetric> of(FinalMetrics mine, FinalMetrics dense) {
        var headlines = new ArrayList<HeadlineMetric>();
        for (PrimaryMetric task : mine.measured()) {
            labels(task)
                    .forEach((metric, label) -> {
                        String title = label + ", " + task.task();
                        add(headlines, title, task.task() + "/" + metric, mine, dense);
                    });
        }
        if (headlines.isEmpty()) {
            add(headlines, "Training loss", "train/loss", mine, dense);
            add(headlines, "Layers executed in training", "train/executed_rate", mine, dense);
        }
        return headlines;
    }

    /** By metric; the primary one first. */
    private static Map<String, String> labels(PrimaryMetric task) {
        var labels = new LinkedHashMap<String, String>();
        labels.put(task.metric(), task.label());
        labels.putIfAbsent("perplexity", "Perplexity");
        labels.putIfAbsent("executed_rate", "Layers executed");
        labels.putIfAbsent("flops_ratio/all", "FLOPs, share of dense");
        return labels;
    }

    private static void add(
            List<HeadlineMetric> headlines,
            String label,
            String key,
            FinalMetrics mine,
            FinalMetrics dense) {
        Quantity own = mine.of(key);
        if (own.value() != null) {
            headlines.add(new HeadlineMetric(label, key, own, dense.of(key)));
        }
    }
}

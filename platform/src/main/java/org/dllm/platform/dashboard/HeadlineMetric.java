package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.jspecify.annotations.Nullable;

/**
 * A metric tile at the top of a run page, with the value of the dense run.
 *
 * @param key the key of the result, or of the series whose last value it is
 * @param term the anchor of the metric in the glossary; null if the glossary does not define it
 */
record HeadlineMetric(
        String label, String key, @Nullable String term, Quantity mine, Quantity dense) {

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
            add(headlines, "Executed rate in training", "train/executed_rate", mine, dense);
        }
        return headlines;
    }

    /** Labels by metric, the primary metric first. */
    private static Map<String, String> labels(PrimaryMetric task) {
        var labels = new LinkedHashMap<String, String>();
        labels.put(task.metric(), task.label());
        labels.putIfAbsent("perplexity", "Perplexity");
        labels.putIfAbsent("executed_rate", "Executed rate");
        labels.putIfAbsent("flops_ratio/all", "FLOPs, all");
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
            headlines.add(
                    new HeadlineMetric(
                            label,
                            key,
                            MetricTerms.anchor(key.substring(key.indexOf('/') + 1)),
                            own,
                            dense.of(key)));
        }
    }
}

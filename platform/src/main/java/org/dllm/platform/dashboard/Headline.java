package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.List;

/**
 * A number that a run's page begins with, beside the dense model's.
 *
 * @param key of the series that it is the end of
 */
record Headline(String label, String key, Quantity mine, Quantity dense) {

    static List<Headline> of(Figures mine, Figures dense) {
        var headlines = new ArrayList<Headline>();
        for (String task : mine.tasks()) {
            add(headlines, "Exact match, " + task, task + "/exact_match", mine, dense);
            add(headlines, "Perplexity, " + task, task + "/perplexity", mine, dense);
            add(headlines, "Layers executed, " + task, task + "/executed_rate", mine, dense);
            add(
                    headlines,
                    "FLOPs, share of dense, " + task,
                    task + "/flops_ratio/all",
                    mine,
                    dense);
        }
        if (headlines.isEmpty()) {
            add(headlines, "Training loss", "train/loss", mine, dense);
            add(headlines, "Layers executed in training", "train/executed_rate", mine, dense);
        }
        return headlines;
    }

    private static void add(
            List<Headline> headlines, String label, String key, Figures mine, Figures dense) {
        Quantity own = mine.of(key);
        if (own.value() != null) {
            headlines.add(new Headline(label, key, own, dense.of(key)));
        }
    }
}

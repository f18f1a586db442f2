package org.dllm.platform.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.dllm.experiments.experiment.RunEvent.LayerActivity;
import org.dllm.experiments.experiment.RunEvent.Metric;
import org.dllm.experiments.experiment.RunEvent.Sample;
import org.dllm.experiments.experiment.RunEvent.TaskResult;

/**
 * The generated values of a run of the fixture. They are seeded, so that tests know them.
 *
 * @param rates share of tokens that run each layer
 */
record Shape(String variant, double floor, double match, List<Double> rates) {

    static final int LAYERS = 8;
    static final int EXAMPLES = 200;
    static final List<String> FAMILIES =
            List.of("addition", "chain", "recall", "reversal", "sorting");

    static final List<Shape> OF_QUICKSTART =
            List.of(
                    new Shape("dense", 0.21, 0.93, List.of(1., 1., 1., 1., 1., 1., 1., 1.)),
                    new Shape("dllm", 0.27, 0.87, List.of(1., 1., .97, .66, .42, .3, .2, .11)),
                    new Shape("dllm-keep-kv", 0.25, 0.9, List.of(1., 1., .9, .6, .5, .3, .2, .2)),
                    new Shape("static", 0.28, 0.88, List.of(1., 1., 1., 1., 0., 0., 0., 1.)),
                    new Shape("random", 0.61, 0.34, List.of(1., 1., .5, .5, .5, .5, .5, .5)));

    private static final List<String> CLASSES =
            List.of("digit", "operator", "letter", "space", "punctuation");

    double loss(int step) {
        double noise = random(step).nextGaussian() * 0.03;
        double spike = step == 233 ? 1.1 : 0;
        return floor + 2.6 * Math.exp(-step / 70.0) + Math.abs(noise) + spike;
    }

    double rate() {
        return rates.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    List<Metric> training(int step) {
        double executed = rate() + (1 - rate()) * Math.exp(-step / 50.0);
        double lr = 3e-3 * Math.min(1, step / 20.0) * (0.5 + 0.5 * Math.cos(Math.PI * step / 400));
        return List.of(
                new Metric("train/loss", step, loss(step)),
                new Metric("train/ce", step, loss(step) * 0.9),
                new Metric("train/executed_rate", step, executed),
                new Metric("train/rate_loss", step, Math.abs(executed - 0.5)),
                new Metric("train/lr", step, lr),
                new Metric("train/grad_norm", step, Math.exp(random(step).nextGaussian() * 0.4)));
    }

    List<Metric> evaluation() {
        var metrics = new ArrayList<Metric>();
        summary().forEach((key, value) -> metrics.add(new Metric(key, 400, value)));
        for (String family : FAMILIES) {
            metrics.add(
                    new Metric("synthetic/exact_match/family=" + family, 400, ofFamily(family)));
        }
        for (int steps = 1; steps <= 6; steps++) {
            metrics.add(
                    new Metric(
                            "synthetic/exact_match/steps=" + steps,
                            400,
                            Math.max(0, match - 0.05 * (steps - 1))));
            metrics.add(
                    new Metric(
                            "synthetic/examples/steps=" + steps, 400, Math.floor(EXAMPLES / 6.0)));
        }
        if (variant.startsWith("dllm")) {
            health().forEach((key, value) ->
                    metrics.add(new Metric("synthetic/router/" + key, 400, value)));
        }
        return metrics;
    }

    /** Layers 0 and 1 have no router; those of {@code dllm-keep-kv} hardly decide. */
    private SortedMap<String, Double> health() {
        var health = new TreeMap<String, Double>();
        for (int layer = 2; layer < LAYERS; layer++) {
            double rate = rates.get(layer);
            health.put("executed_rate/layer_0" + layer, rate);
            health.put("entropy/layer_0" + layer, 4 * rate * (1 - rate));
            health.put("flip_rate/layer_0" + layer, rate * (1 - rate));
        }
        health.put("executed_rate", 0.443);
        health.put("entropy", 0.6);
        health.put("flip_rate", 0.15);
        health.put("token_variance", 0.153);
        health.put("constant_layers", variant.equals("dllm") ? 1.0 / 6 : 0.5);
        return health;
    }

    /** The same values as results of the task. */
    List<TaskResult> results() {
        var results = new ArrayList<TaskResult>();
        for (Metric metric : evaluation()) {
            String[] parts = metric.key().split("/", 2);
            if (!parts[0].equals("synthetic")
                    || parts[1].startsWith("examples")
                    || parts[1].endsWith("_stderr")) continue;
            boolean match = parts[1].equals("exact_match");
            long n = parts[1].contains("/steps=") ? EXAMPLES / 6 : EXAMPLES;
            results.add(
                    new TaskResult(
                            parts[0],
                            parts[1],
                            metric.value(),
                            match ? summary().get("synthetic/exact_match_stderr") : null,
                            n));
        }
        return results;
    }

    private double ofFamily(String family) {
        return Math.clamp(match + 0.05 * random(family.hashCode()).nextGaussian(), 0, 1);
    }

    SortedMap<String, Double> summary() {
        var summary = new TreeMap<String, Double>();
        summary.put("synthetic/exact_match", match);
        summary.put("synthetic/exact_match_stderr", Math.sqrt(match * (1 - match) / EXAMPLES));
        summary.put("synthetic/examples", (double) EXAMPLES);
        summary.put("synthetic/perplexity", Math.exp(floor));
        summary.put("synthetic/executed_rate", rate());
        summary.put("synthetic/executed_rate/prompt", rate() + 0.01);
        summary.put("synthetic/executed_rate/answer", rate() - 0.01);
        summary.put("synthetic/flops_ratio/layers", rate());
        summary.put("synthetic/flops_ratio/all", 0.04 + 0.96 * rate());
        summary.put("synthetic/flops_per_token", 3.31e6 * rate());
        summary.put("synthetic/kv_ratio", rate());
        summary.put("synthetic/kv_entries", 51_200 * rate());
        summary.put("synthetic/kv_bytes", 51_200 * rate() * 512);
        summary.put("synthetic/flops_ratio/paper", rate());
        summary.put("synthetic/executed_rate/unforced_tokens", rate() - 0.02);
        for (int batch : List.of(1, 8)) {
            String speed = "time/speed/batch_%d/".formatted(batch);
            summary.put(speed + "prefill_tokens_per_second", 1200 * batch / rate());
            summary.put(speed + "prefill_tokens_per_second_dense", 1200.0 * batch);
            summary.put(speed + "prefill_speedup", 0.9 / rate());
            summary.put(speed + "decode_tokens_per_second", 90 * batch / rate());
            summary.put(speed + "decode_tokens_per_second_dense", 90.0 * batch);
            summary.put(speed + "decode_speedup", 0.8 / rate());
            summary.put(speed + "kv_bytes_allocated", 6_635_520 * rate());
            summary.put(speed + "kv_bytes_allocated_dense", 6_635_520.0);
        }
        summary.put("time/train/peak_memory_bytes", 912_000_000 + 40_000_000 * rate());
        summary.put("time/evaluate/peak_memory_bytes", 1_280_000_000 + 90_000_000 * rate());
        summary.put("time/speed/peak_memory_bytes", 1_310_000_000.0);
        summary.put("time/synthetic/seconds", 4 + 9 * rate());
        summary.put("time/synthetic/generate_seconds", 3 + 8 * rate());
        summary.put("time/synthetic/score_seconds", 1 + rate());
        summary.put("time/synthetic/generated_tokens_per_second", 4000 / (3 + 8 * rate()));
        summary.put("time/synthetic/scored_tokens_per_second", 9000 / (1 + rate()));
        summary.put("time/train/seconds", 71 + 10 * rate());
        return summary;
    }

    /** By family, class, step and position; layers 0 and 1 and the first two positions forced. */
    List<LayerActivity> activity() {
        var cells = new ArrayList<LayerActivity>();
        axis(cells, "family", FAMILIES, 4000);
        axis(cells, "token_class", CLASSES, 6000);
        axis(cells, "chain_step", numbers(1, 6), 900);
        axis(cells, "position", numbers(0, 63), 200);
        // Fewer than 20 observations.
        for (int layer = 0; layer < LAYERS; layer++) {
            cells.add(cell("chain_step", layer, "7", 6, 12));
        }
        return cells;
    }

    private void axis(List<LayerActivity> cells, String axis, List<String> buckets, int total) {
        for (int ordinal = 0; ordinal < buckets.size(); ordinal++) {
            for (int layer = 0; layer < LAYERS; layer++) {
                // families are unordered
                int recorded = axis.equals("family") ? 0 : ordinal;
                cells.add(cell(axis, layer, buckets.get(ordinal), recorded, total));
            }
        }
    }

    private LayerActivity cell(String axis, int layer, String bucket, int ordinal, int total) {
        boolean chooses = variant.startsWith("dllm");
        boolean first = axis.equals("position") && ordinal < 2;
        boolean forced = !chooses || layer < 2 || first;
        double noise = 0.06 * random(31L * layer + bucket.hashCode()).nextGaussian();
        double share = first || layer < 2 ? 1 : rates.get(layer) + (chooses ? noise : 0);
        long executed = Math.round(Math.clamp(share, 0, 1) * total);
        return new LayerActivity(
                "synthetic", layer, axis, bucket, ordinal, executed, total, forced, null);
    }

    List<Sample> samples() {
        var samples = new ArrayList<Sample>();
        for (int index = 0; index < 60; index++) {
            int a = 2 + index % 7;
            int b = 3 + index % 5;
            String prompt = a + "+" + b + "*2-1=?\n";
            String chain = b + "*2=" + 2 * b + ";" + a + "+" + 2 * b + "=" + (a + 2 * b) + ";";
            String gold = String.valueOf(a + 2 * b - 1);
            boolean correct = random(index).nextDouble() < match;
            String answer = correct ? gold : String.valueOf(a + 2 * b);
            samples.add(sample(index, prompt, chain + answer, gold, answer, correct));
        }
        return samples;
    }

    private Sample sample(
            int index,
            String prompt,
            String recorded,
            String gold,
            String answer,
            boolean correct) {
        List<String> tokens = (prompt + recorded).chars().mapToObj(Character::toString).toList();
        var executed = new ArrayList<String>();
        for (int token = 0; token < tokens.size(); token++) {
            var layers = new StringBuilder();
            for (int layer = 0; layer < LAYERS; layer++) {
                boolean runs =
                        random(97L * index + 13L * token + layer).nextDouble() < rates.get(layer);
                layers.append(token < 2 || layer < 2 || runs ? '1' : '0');
            }
            executed.add(layers.toString());
        }
        return new Sample(
                "synthetic",
                index,
                "chain-" + index,
                "chain",
                3,
                prompt,
                gold,
                answer,
                correct,
                tokens,
                prompt.length(),
                executed);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
    }

    private RandomGenerator random(long place) {
        return RandomGeneratorFactory.of("L64X128MixRandom")
                .create(31 * place + variant.hashCode());
    }
}

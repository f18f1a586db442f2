package org.dllm.experiments.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.eval.EvaluatedModel;
import org.dllm.experiments.eval.Median;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.eval.TimedGeneration;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.routing.Gate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the generation speed of a trained model in turns with the dense model of the same
 * weights, in this process. All keys begin with {@code time/speed/}. The measurement is stored in
 * the run's folder, so that a later attempt does not repeat it.
 *
 * @param task its examples are the prompts
 */
record RunSpeed(SpeedSpec spec, TaskSpec task, Workspace workspace) {

    static final String STAGE = "speed";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PREFIX = "time/" + STAGE + "/";

    /** The prefill chooses the first token of an answer. */
    private static final int CHOSEN = 1;

    /**
     * What was measured.
     *
     * @param identity hash of everything that decides the model
     */
    private record Stored(String identity, TreeMap<String, Double> metrics) {}

    /** Both models over the same prompts in one turn. */
    private record Turn(TimedGeneration method, TimedGeneration dense) {

        double ratio(ToDoubleFunction<TimedGeneration> number) {
            return number.applyAsDouble(method) / number.applyAsDouble(dense);
        }
    }

    /** The stored metrics of a model; empty if it has not been measured. */
    Optional<SortedMap<String, Double>> stored(String identity) {
        Path file = file();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Stored stored = JSON.readValue(Files.readString(file), Stored.class);
            return stored.identity().equals(identity)
                    ? Optional.of(stored.metrics())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Measures a model and stores the metrics. */
    void measure(EvaluatedModel model, String identity) {
        Decoder dense = model.decoder().dense();
        var metrics = new TreeMap<String, Double>();
        List<Integer> batches = spec.batches();
        int total = batches.size() * (spec.turns() + 1);
        int done = 0;
        for (int batch : batches) {
            List<Prompt> prompts = prompts(model, batch);
            var turns = new ArrayList<Turn>();
            for (int turn = 0; turn <= spec.turns(); turn++) {
                turns.add(turn(model, dense, prompts, turn % 2 == 0));
                done++;
                workspace.events().accept(new RunEvent.Progress(STAGE, done, total, 0));
            }
            // the first turn warms up
            metrics.putAll(metrics(batch, turns.subList(1, turns.size())));
        }
        AtomicFile.write(file(), JSON.writeValueAsString(new Stored(identity, metrics)));
    }

    private List<Prompt> prompts(EvaluatedModel model, int batch) {
        try (Stream<Example> examples = task.examples(workspace.dataDir())) {
            return SpeedPrompts.of(
                    examples.iterator(), model.tokenizer(), batch, spec.promptTokens());
        }
    }

    /** Measures both models; the order alternates, so that a change of the load hits both. */
    private Turn turn(
            EvaluatedModel model, Decoder dense, List<Prompt> prompts, boolean methodFirst) {
        if (methodFirst) {
            TimedGeneration method = timed(model.decoder(), model.gate(), prompts);
            return new Turn(method, timed(dense, Gate.DENSE, prompts));
        }
        TimedGeneration first = timed(dense, Gate.DENSE, prompts);
        return new Turn(timed(model.decoder(), model.gate(), prompts), first);
    }

    private TimedGeneration timed(Decoder decoder, Gate gate, List<Prompt> prompts) {
        return TimedGeneration.of(decoder, gate, prompts, CHOSEN + spec.answerTokens());
    }

    private static SortedMap<String, Double> metrics(int batch, List<Turn> turns) {
        var metrics = new TreeMap<String, Double>();
        String prefix = PREFIX + "batch_" + batch + "/";
        Map<String, ToDoubleFunction<TimedGeneration>> speeds =
                Map.of(
                        "prefill",
                        TimedGeneration::prefill,
                        "decode",
                        timed -> timed.decode(CHOSEN));
        speeds.forEach((phase, speed) -> {
            String key = prefix + phase + "_";
            metrics.put(
                    key + "tokens_per_second",
                    median(turns, turn -> speed.applyAsDouble(turn.method())));
            metrics.put(
                    key + "tokens_per_second_dense",
                    median(turns, turn -> speed.applyAsDouble(turn.dense())));
            metrics.put(key + "speedup", median(turns, turn -> turn.ratio(speed)));
        });
        // equal in all turns
        Turn turn = turns.getFirst();
        metrics.put(prefix + "kv_bytes_allocated", (double) turn.method().kvBytes());
        metrics.put(prefix + "kv_bytes_allocated_dense", (double) turn.dense().kvBytes());
        return metrics;
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> number) {
        return Median.of(turns.stream().mapToDouble(number).toArray());
    }

    /** The measurement in a line for the log. */
    static String summary(Map<String, Double> metrics) {
        var text = new StringBuilder("speed:");
        metrics.forEach((key, value) -> {
            if (key.endsWith("_speedup")) {
                text.append(text.indexOf("×") < 0 ? " " : ", ")
                        .append(
                                key.substring(PREFIX.length())
                                        .replaceFirst("_speedup$", "")
                                        .replaceAll("[_/]", " "))
                        .append(String.format(Locale.ROOT, " %.2f × dense", value));
            }
        });
        return text.toString();
    }

    private Path file() {
        return workspace.folder().resolve("speed.json");
    }
}

package org.dllm.experiments.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.eval.TextScorer;
import org.dllm.experiments.eval.TextScores;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;

/**
 * Measures scoring of multiple-choice questions, including tokenization. Counted tokens are those
 * that the model reads: each context once, and each choice without its last token.
 */
public final class ChooseBenchmark implements Benchmark {

    private static final int WARM_UP = 16;

    private final String model;
    private final Decoder decoder;
    private final TextScorer scorer;
    private final List<TextScorer.ContextAndChoices> questions;

    /**
     * @param model prefix of row names
     * @param questions PIQA questions that the reference program also scores
     */
    public ChooseBenchmark(
            String model,
            LlamaWeights weights,
            Tokenizer tokenizer,
            List<TextScorer.ContextAndChoices> questions) {
        this.model = model;
        this.questions = List.copyOf(questions);
        decoder = new Decoder(weights);
        scorer = new TextScorer(decoder, tokenizer, Gate.DENSE, weights.config().context());
        scorer.choices(questions.subList(0, Math.min(WARM_UP, questions.size())));
    }

    @Override
    public List<BenchmarkRow> rows() {
        String line = "choose %d PIQA examples".formatted(questions.size());
        return List.of(
                new BenchmarkRow(model + ": " + line, "examples/s").against(line, 1.5),
                new BenchmarkRow(model + ": tokens read to choose", "tokens/s"),
                new BenchmarkRow(model + ": tokens/s to choose / tokens/s of prefill 512", "share")
                        .atLeast(0.8));
    }

    @Override
    public Map<String, Double> turn() {
        double prefill = new GenerationSpeed(decoder, Gate.DENSE).prefill();
        long start = System.nanoTime();
        List<TextScores> scores = scorer.choices(questions);
        double seconds = (System.nanoTime() - start) / 1e9;
        long tokens =
                scores.stream()
                        .flatMap(score -> score.read().stream())
                        .mapToLong(read -> read.ids().length)
                        .sum();
        double[] values = {
            questions.size() / seconds, tokens / seconds, tokens / seconds / prefill
        };
        var turn = new LinkedHashMap<String, Double>();
        for (int i = 0; i < values.length; i++) {
            turn.put(rows().get(i).name(), values[i]);
        }
        return turn;
    }

    @Override
    public void close() {
        decoder.close();
    }
}

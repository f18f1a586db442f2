package org.dllm.experiments.bench;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.routing.Gate;

/** Measures prefill and decode with random tokens. */
final class GenerationSpeed {

    /** Tokens of the prompt of a prefill. */
    static final int PREFILL = 512;

    /** Tokens of the prompts of a decode. */
    static final int PROMPT = 32;

    /** Measured tokens of each answer. */
    static final int ANSWER = 64;

    private final Decoder decoder;
    private final Gate gate;

    GenerationSpeed(Decoder decoder, Gate gate) {
        this.decoder = decoder;
        this.gate = gate;
    }

    /** Tokens per second of prefill with 512 tokens, including the choice of the next token. */
    double prefill() {
        int length = Math.min(PREFILL, decoder.config().context());
        generate(1, length, 1);
        long start = System.nanoTime();
        generate(1, length, 1);
        return length / secondsSince(start);
    }

    /**
     * Tokens per second of decode: from the difference between the times of a long and a short
     * answer.
     */
    double decode(int batch) {
        double shorter = seconds(batch, ANSWER / 4);
        double longer = seconds(batch, ANSWER / 4 + ANSWER);
        return batch * ANSWER / (longer - shorter);
    }

    private double seconds(int batch, int tokens) {
        long start = System.nanoTime();
        generate(batch, PROMPT, tokens);
        return secondsSince(start);
    }

    /** Answers to random prompts of one length. */
    List<Generation> generate(int batch, int promptTokens, int tokens) {
        LlamaConfig config = decoder.config();
        var random = new Random(0);
        List<Prompt> prompts =
                IntStream.range(0, batch)
                        .mapToObj(i ->
                                new Prompt(
                                        i,
                                        random.ints(promptTokens, 0, config.vocabulary())
                                                .toArray()))
                        .toList();
        return new Generator(decoder, Sampling.GREEDY).generate(prompts, gate, tokens, _ -> false);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}

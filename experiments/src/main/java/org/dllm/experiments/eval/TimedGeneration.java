package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.routing.Gate;

/**
 * One greedy generation with its wall-clock times. No token ends an answer, so all answers have the
 * requested length.
 *
 * @param promptTokens tokens of all prompts
 * @param nanos nanoseconds from the start to each token of the answers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TimedGeneration(List<Generation> answers, long promptTokens, long[] nanos) {

    private static final double NANOS = 1e9;

    /**
     * Generates {@code tokens} tokens for each prompt.
     *
     * @throws IllegalArgumentException a prompt and its answer exceed the model's context
     */
    public static TimedGeneration of(Decoder decoder, Gate gate, List<Prompt> prompts, int tokens) {
        int longest = prompts.stream().mapToInt(prompt -> prompt.ids().length).max().orElse(0);
        // the last generated token is not read
        if (longest + tokens - 1 > decoder.config().context()) {
            throw new IllegalArgumentException(
                    "expected prompt and answer within the model's context of %d tokens, found %d and %d"
                            .formatted(decoder.config().context(), longest, tokens));
        }
        var nanos = new long[tokens];
        var chosen = new AtomicInteger();
        long start = System.nanoTime();
        var stops = new ArrayList<IntPredicate>(Collections.nCopies(prompts.size(), _ -> false));
        // all tokens of a step are known when the first sequence gets its own
        stops.set(
                0,
                _ -> {
                    nanos[chosen.getAndIncrement()] = System.nanoTime() - start;
                    return false;
                });
        List<Generation> answers =
                new Generator(decoder, Sampling.GREEDY).generate(prompts, gate, tokens, stops);
        long read = prompts.stream().mapToLong(prompt -> prompt.ids().length).sum();
        return new TimedGeneration(answers, read, nanos);
    }

    /** Prompt tokens per second, including the choice of the next tokens. */
    public double prefill() {
        return promptTokens * NANOS / nanos[0];
    }

    /**
     * Generated tokens per second of all sequences, after the first {@code from} tokens of each.
     *
     * @param from at least 1, because the prefill chooses the first token
     */
    public double decode(int from) {
        int last = nanos.length - 1;
        double tokens = (double) answers.size() * (nanos.length - from);
        return tokens * NANOS / (nanos[last] - nanos[from - 1]);
    }

    /** Bytes of the KV cache at the end, per sequence. */
    public long kvBytes() {
        return answers.getFirst().kvBytes();
    }
}

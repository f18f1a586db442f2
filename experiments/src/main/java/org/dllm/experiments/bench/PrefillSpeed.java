package org.dllm.experiments.bench;

import java.util.List;
import java.util.Random;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.routing.Gate;

/** Measures prefill. */
final class PrefillSpeed {

    private static final int PROMPT = 512;

    private PrefillSpeed() {}

    /** Tokens per second of prefill with 512 tokens, including the choice of the next token. */
    static double of(Decoder decoder) {
        LlamaConfig config = decoder.config();
        int length = Math.min(PROMPT, config.context());
        int[] ids = new Random(0).ints(length, 0, config.vocabulary()).toArray();
        var prompts = List.of(new Prompt(0, ids));
        var generator = new Generator(decoder, Sampling.GREEDY);
        generator.generate(prompts, Gate.DENSE, 1, _ -> false);
        long start = System.nanoTime();
        generator.generate(prompts, Gate.DENSE, 1, _ -> false);
        return length / ((System.nanoTime() - start) / 1e9);
    }
}

package org.dllm.experiments.bench;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dllm.experiments.eval.TimedGeneration;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Prompt;
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
        timed(1, length, 1);
        return timed(1, length, 1).prefill();
    }

    /** Tokens per second of decode, after the first tokens of the answers. */
    double decode(int batch) {
        return timed(batch, PROMPT, ANSWER / 4 + ANSWER).decode(ANSWER / 4);
    }

    /** Answers to random prompts of one length. */
    List<Generation> generate(int batch, int promptTokens, int tokens) {
        return timed(batch, promptTokens, tokens).answers();
    }

    private TimedGeneration timed(int batch, int promptTokens, int tokens) {
        int vocabulary = decoder.config().vocabulary();
        var random = new Random(0);
        List<Prompt> prompts =
                IntStream.range(0, batch)
                        .mapToObj(i ->
                                new Prompt(i, random.ints(promptTokens, 0, vocabulary).toArray()))
                        .toList();
        return TimedGeneration.of(decoder, gate, prompts, tokens);
    }
}

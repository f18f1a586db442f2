package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Routers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gates with which no token, or no early token, executes, on a model with unusual sizes: one key
 * head for all query heads, and query heads that are together wider than the model.
 */
class DecoderExtremesTests {

    private static final LlamaConfig ODD =
            new LlamaConfig(4, 20, 45, 6, 1, 6, 61, 96, 1e-5, new Rope(10_000, null), false);
    private static final List<Gate> GATES =
            List.<Gate>of(
                            (_, _, _) -> Gate.SKIP,
                            (_, _, _) -> Gate.EXECUTE,
                            (_, _, _) -> Gate.ASK,
                            (_, position, _) -> position == 3 ? Gate.EXECUTE : Gate.SKIP,
                            (sequence, _, _) -> sequence == 1 ? Gate.SKIP : Gate.EXECUTE)
                    .stream()
                    .map(Gate::ofLayers)
                    .toList();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void skippingAgreesWithTheMaskedForm(boolean evict) {
        try (NDManager manager = NDManager.newBaseManager()) {
            var weights = TinyLlama.weights(ODD, manager);
            Optional<Routers> routers = Optional.of(TinyLlama.routers(ODD, 0, 7, manager));
            var masked = new MaskedForward(weights, routers, KvPolicy.of(evict));
            List<Prompt> prompts = TinyLlama.prompts(ODD, 1, 3, 5, 1);
            try (var decoder = new Decoder(weights, routers, KvPolicy.of(evict))) {
                for (Gate gate : GATES) {
                    assertAgree(decoder, masked, prompts, gate);
                }
            }
        }
    }

    private static void assertAgree(
            Decoder decoder, MaskedForward masked, List<Prompt> prompts, Gate gate) {
        var generator = new Generator(decoder, Sampling.GREEDY);
        List<Generation> together = generator.generate(prompts, gate, 40, _ -> false);
        List<Score> scores = new Scorer(decoder).score(prompts, gate);
        for (Prompt prompt : prompts) {
            int i = prompts.indexOf(prompt);
            DecoderTests.assertSame(scores.get(i), DecoderTests.masked(masked, prompt, gate));
            Generation alone = generator.generate(List.of(prompt), gate, 40, _ -> false).getFirst();
            assertThat(alone.ids()).isEqualTo(together.get(i).ids());
            DecoderTests.assertSame(alone.trace(), together.get(i).trace());
            assertThat(alone.ids()).isEqualTo(likeliest(masked, prompt, alone, gate));
        }
    }

    /** The most likely token at each position of an answer according to the masked form. */
    private static int[] likeliest(
            MaskedForward masked, Prompt prompt, Generation generated, Gate gate) {
        int[] ids =
                IntStream.concat(IntStream.of(prompt.ids()), IntStream.of(generated.ids()))
                        .toArray();
        int from = prompt.ids().length - 1;
        try (NDManager scope = masked.weights().manager().newSubManager()) {
            long[] best =
                    masked.run(new Prompt(prompt.sequence(), ids), gate, scope)
                            .logits()
                            .argMax(1)
                            .toLongArray();
            return IntStream.range(from, ids.length - 1).map(at -> (int) best[at]).toArray();
        }
    }

    @Test
    void noKvEntryIsKeptIfNoTokenExecutes() {
        try (NDManager manager = NDManager.newBaseManager();
                var decoder = new Decoder(TinyLlama.weights(ODD, manager))) {
            var prompts = TinyLlama.prompts(ODD, 5);
            Trace trace =
                    new Generator(decoder, Sampling.GREEDY)
                            .generate(prompts, GATES.getFirst(), 40, _ -> false)
                            .getFirst()
                            .trace();
            assertThat(trace.tokens()).isEqualTo(44);
            assertThat(IntStream.range(0, trace.layers()).map(trace::keptEntries)).containsOnly(0);
        }
    }
}

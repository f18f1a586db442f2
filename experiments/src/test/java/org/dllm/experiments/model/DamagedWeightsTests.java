package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dllm.experiments.model.io.LlamaTensors;
import org.dllm.experiments.routing.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedWeightsTests {

    private final Map<String, Shape> shapes = LlamaTensors.of(TinyLlama.CONFIG);

    @Test
    void nanLogitsAfterThePromptAreReported() {
        assertRefused(
                (name, _) -> nan(shape(name).size()),
                Sampling.GREEDY,
                List.of(new Prompt(0, new int[] {1, 2, 3})),
                "are NaN, expected finite numbers");
    }

    @Test
    void nanLogitsOfContinuationsAreReported() {
        var choices = new Continuations(0, new int[] {1, 2}, List.of(new int[] {3}, new int[] {4}));
        try (NDManager manager = NDManager.newBaseManager()) {
            LlamaWeights.Source source = (name, _) -> nan(shape(name).size());
            var weights = LlamaWeights.load(TinyLlama.CONFIG, source, manager, Precision.FP32);
            try (var decoder = new Decoder(weights)) {
                var scorer = new ContinuationScorer(decoder);
                assertThatThrownBy(() -> scorer.score(List.of(choices), Gate.DENSE))
                        .hasMessageContaining("are NaN, expected finite numbers");
            }
        }
    }

    @Test
    void aDrawFromNanLogitsIsReportedWithTheTokensNumber() {
        refusesTheSecondToken(new Sampling(1, 1, () -> 0.9), 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void greedySelectionFromNanLogitsIsReportedWithTheTokensNumber(int sequences) {
        refusesTheSecondToken(Sampling.GREEDY, sequences);
    }

    private void refusesTheSecondToken(Sampling sampling, int sequences) {
        assertRefused(
                (name, _) -> {
                    ByteBuffer numbers = TinyLlama.random(name, shape(name));
                    // only the prompt's token has a finite embedding
                    for (int i = 2 * TinyLlama.CONFIG.width();
                            name.contains("embed") && i < shape(name).size();
                            i++) {
                        numbers.putFloat(Float.BYTES * i, Float.NaN);
                    }
                    return numbers;
                },
                sampling,
                IntStream.range(0, sequences).mapToObj(b -> new Prompt(b, new int[] {1})).toList(),
                "logits at token 2 of its answer must be finite, but one is NaN");
    }

    @Test
    void aDrawIsRejectedIfAllLogitsAreMinusInfinity() {
        assertRefused(
                (name, _) ->
                        switch (name) {
                            // a positive first activation times a huge weight
                            case LlamaTensors.EMBEDDING -> firstOfRows(shape(name), 1e3f);
                            case LlamaTensors.NORM -> firstOfRows(shape(name), 1);
                            case LlamaTensors.HEAD -> firstOfRows(shape(name), -3e38f);
                            default -> TinyLlama.random(name, shape(name));
                        },
                new Sampling(1, 1, () -> 0.9),
                List.of(new Prompt(0, new int[] {1, 2, 3})),
                "at token 1 of its answer must be finite, but one is -Infinity");
    }

    private static void assertRefused(
            LlamaWeights.Source source, Sampling sampling, List<Prompt> prompts, String why) {
        try (NDManager manager = NDManager.newBaseManager()) {
            var weights = LlamaWeights.load(TinyLlama.CONFIG, source, manager, Precision.FP32);
            try (var decoder = new Decoder(weights)) {
                var generator = new Generator(decoder, sampling);
                assertThatThrownBy(() -> generator.generate(prompts, Gate.DENSE, 5, _ -> false))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(why);
            }
        }
    }

    private Shape shape(String name) {
        return Objects.requireNonNull(shapes.get(name));
    }

    private static ByteBuffer firstOfRows(Shape shape, float value) {
        var buffer =
                ByteBuffer.allocateDirect((int) (Float.BYTES * shape.size()))
                        .order(ByteOrder.nativeOrder());
        long width = shape.get(shape.dimension() - 1);
        for (long i = 0; i < shape.size(); i += width) {
            buffer.putFloat((int) (Float.BYTES * i), value);
        }
        return buffer;
    }

    private static ByteBuffer nan(long numbers) {
        var buffer =
                ByteBuffer.allocateDirect((int) (Float.BYTES * numbers))
                        .order(ByteOrder.nativeOrder());
        while (buffer.hasRemaining()) {
            buffer.putFloat(Float.NaN);
        }
        return buffer.flip();
    }
}

package org.dllm.experiments.train;

import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.lora.LoraSpec;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.TokenMlp;
import org.dllm.experiments.train.TrainSpec.OptimizerSpec;
import org.dllm.experiments.train.TrainSpec.ScheduleSpec;
import org.jspecify.annotations.Nullable;

/** A model and a task small enough for tests: reverse the letters before the mark. */
final class Tiny {

    static final LlamaConfig CONFIG =
            new LlamaConfig(4, 32, 64, 4, 2, 8, 20, 64, 1e-5, new Rope(10_000, null), true);
    static final RandomStreams STREAMS = new RandomStreams(7);
    static final KeepSpec KEEP = new KeepSpec(2, 2);

    private Tiny() {}

    static Dllm dllm(double target, double alpha, boolean evict) {
        return new Dllm(target, new AlphaSpec(alpha, "constant"), KEEP, evict, new TokenMlp(16));
    }

    static LoraSpec lora(double dropout) {
        return new LoraSpec(4, 1, dropout, new TreeSet<>(List.of("q", "k", "v")));
    }

    static TrainableWeights weights(Method method, @Nullable LoraSpec lora, NDManager manager) {
        return new TrainableWeights(
                new Recipe(CONFIG, method, lora, "fp32"),
                new InitialWeights(CONFIG, STREAMS),
                STREAMS,
                manager.newSubManager());
    }

    static TrainSpec training(int steps, int batch, int accumulate, double lr) {
        return new TrainSpec(
                steps,
                batch,
                accumulate,
                new OptimizerSpec("AdamW", lr, 0.9, 0.95, 1e-8, 0.02),
                new ScheduleSpec("cosine", 5, 0.1),
                1,
                10,
                null,
                false);
    }

    static List<EncodedExample> examples(int count) {
        RandomStream random = STREAMS.stream("tiny examples");
        var examples = new ArrayList<EncodedExample>();
        for (int i = 0; i < count; i++) {
            int n = 2 + random.below(6);
            int[] ids = new int[2 * n + 2];
            for (int j = 0; j < n; j++) {
                ids[j] = 2 + random.below(18);
                ids[2 * n - j] = ids[j];
            }
            ids[2 * n + 1] = 1;
            examples.add(new EncodedExample(ids, n + 1));
        }
        return examples;
    }

    static Batches batches(int examples) {
        return new Batches(List.of(new TrainingSet(1, examples(examples))), STREAMS);
    }

    /**
     * Sets the weights to values as after training: LoRA updates that are not 0, and routers that
     * execute about half of the layers.
     */
    static TrainableWeights asTrained(TrainableWeights weights) {
        int width = weights.recipe().config().width();
        // B starts at 0, so without other values comparisons would be trivial
        for (Parameter factor : weights.lora().parameters()) {
            var stream = STREAMS.stream("test " + factor.name());
            set(factor, () -> 0.2 * CONFIG.width() / width * stream.gaussian());
        }
        for (Parameter router : weights.routers().parameters()) {
            if (router.name().endsWith("out_bias")) {
                set(router, () -> 0.1);
            } else if (router.name().contains("skip_")) {
                var stream = STREAMS.stream("test " + router.name());
                set(router, () -> 0.2 * stream.gaussian());
            } else if (!router.name().endsWith("gain")) {
                var stream = STREAMS.stream("test " + router.name());
                set(router, () -> 2 * stream.gaussian());
            }
        }
        return weights;
    }

    static void set(Parameter parameter, DoubleSupplier values) {
        ByteBuffer bytes =
                FloatArrays.filled(
                        parameter.name(), parameter.value().getShape(), Arena.ofAuto(), values);
        FloatArrays.set(parameter.value(), bytes.order(ByteOrder.nativeOrder()));
    }
}

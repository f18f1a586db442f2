package org.dllm.experiments.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.bench.Benchmark;
import org.dllm.experiments.bench.ChooseBenchmark;
import org.dllm.experiments.bench.InferenceBenchmark;
import org.dllm.experiments.bench.LoraBenchmark;
import org.dllm.experiments.bench.MemoryBenchmark;
import org.dllm.experiments.bench.SkipBenchmark;
import org.dllm.experiments.bench.SkipMethods;
import org.dllm.experiments.bench.TrainingBenchmark;
import org.dllm.experiments.bench.TrainingMemoryBenchmark;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Piqa;
import org.dllm.experiments.data.Template;
import org.dllm.experiments.eval.TextScorer;
import org.dllm.experiments.experiment.ModelResolver;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.InitialWeights;
import picocli.CommandLine.Option;

/** The engine's benchmarks by name. To add a benchmark, add an entry here. */
final class EngineBenchmarks {

    static final String NAMES =
            "memory, training-memory, smollm2, smollm2-bf16, choose, small-vocabulary, training,"
                    + " lora";

    private static final int CHOSEN = 200;

    // the head has 2/3 of the weights of one layer, so decoding reads mostly layer weights
    private static final LlamaConfig SMALL_VOCABULARY =
            new LlamaConfig(16, 576, 1536, 9, 3, 64, 512, 1024, 1e-5, new Rope(10_000, null), true);

    @Option(
            names = "--data-dir",
            defaultValue = "${env:DLLM_DATA_DIR:-data}",
            description = "folder with models/smollm2-135m (default: ${DEFAULT-VALUE})")
    private Path dataDir = Path.of("data");

    /** The benchmarks of the engine. */
    Map<String, Supplier<Benchmark>> all() {
        var all = new LinkedHashMap<String, Supplier<Benchmark>>();
        // first, because memory freed by other benchmarks stays in the process and would hide a
        // leak
        all.put("memory", this::memory);
        all.put("training-memory", TrainingMemoryBenchmark::new);
        all.put("smollm2", () -> smolLm2(Precision.FP32, true));
        all.put("smollm2-bf16", () -> smolLm2(Precision.BF16, true));
        all.put("choose", this::choose);
        all.put("small-vocabulary", this::smallVocabulary);
        all.put("training", TrainingBenchmark::new);
        all.put("lora", this::lora);
        return all;
    }

    /** One benchmark per method, with SmolLM2. */
    Map<String, Supplier<Benchmark>> skip() {
        var all = new LinkedHashMap<String, Supplier<Benchmark>>();
        SkipMethods.all().forEach((name, method) -> all.put(name, () -> skip(name, method)));
        return all;
    }

    private Benchmark skip(String name, SkipMethods.Skipping method) {
        Path folder = ModelResolver.locate("smollm2-135m", dataDir);
        return withOwnManager(manager -> {
            try (ModelFile file = ModelFiles.open(folder)) {
                var weights = LlamaWeights.load(file, manager, Precision.FP32);
                return new SkipBenchmark(name, method, weights, manager);
            }
        });
    }

    private Benchmark smolLm2(Precision precision, boolean referenced) {
        Path folder = ModelResolver.locate("smollm2-135m", dataDir);
        return withOwnManager(manager -> {
            try (ModelFile file = ModelFiles.open(folder)) {
                var weights = LlamaWeights.load(file, manager, precision);
                return new InferenceBenchmark("SmolLM2-135M", weights, referenced);
            }
        });
    }

    private Benchmark choose() {
        Path folder = ModelResolver.locate("smollm2-135m", dataDir);
        return withOwnManager(manager -> {
            try (ModelFile file = ModelFiles.open(folder)) {
                Tokenizer tokenizer = ModelResolver.tokenizerOf(file, "smollm2-135m");
                var weights = LlamaWeights.load(file, manager, Precision.FP32);
                return new ChooseBenchmark("SmolLM2-135M fp32", weights, tokenizer, piqa());
            }
        });
    }

    private List<TextScorer.ContextAndChoices> piqa() {
        try (Stream<Example> examples = new Piqa().read(dataDir, "validation", Template.HARNESS)) {
            List<Example> chosen = examples.limit(CHOSEN).toList();
            return IntStream.range(0, chosen.size())
                    .mapToObj(i -> question(i, chosen.get(i)))
                    .toList();
        }
    }

    private static TextScorer.ContextAndChoices question(int index, Example example) {
        return new TextScorer.ContextAndChoices(
                index, example.prompt(), example.choices().continuations());
    }

    private Benchmark smallVocabulary() {
        return withOwnManager(
                manager -> new InferenceBenchmark("16 x 576, V 512", fresh(manager), false));
    }

    private Benchmark lora() {
        try (ModelFile file = ModelFiles.open(ModelResolver.locate("smollm2-135m", dataDir))) {
            return new LoraBenchmark(file.config(), file::float32);
        }
    }

    private Benchmark memory() {
        return withOwnManager(manager -> new MemoryBenchmark(fresh(manager)));
    }

    private static LlamaWeights fresh(NDManager manager) {
        var source = new InitialWeights(SMALL_VOCABULARY, new RandomStreams(0));
        return LlamaWeights.load(SMALL_VOCABULARY, source, manager, Precision.FP32);
    }

    /** A benchmark that frees its model's arrays when it is closed. */
    private static Benchmark withOwnManager(Function<NDManager, Benchmark> open) {
        NDManager manager = NDManager.newBaseManager(Device.cpu());
        Benchmark inner = open.apply(manager);
        return new Benchmark() {
            @Override
            public List<org.dllm.experiments.bench.BenchmarkRow> rows() {
                return inner.rows();
            }

            @Override
            public Map<String, Double> turn() {
                return inner.turn();
            }

            @Override
            public void close() {
                inner.close();
                manager.close();
            }
        };
    }
}

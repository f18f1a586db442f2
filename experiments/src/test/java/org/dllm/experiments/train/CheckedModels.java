package org.dllm.experiments.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.data.Family;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.CharTokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.model.tokenizer.Tokenizers;

/** The models under test. */
final class CheckedModels {

    private static final int LENGTH = 16;

    private CheckedModels() {}

    /** Finds a model by its name. */
    static CheckedModel named(String name) throws IOException {
        return switch (name) {
            case "tiny" -> tiny();
            case "stories260K" -> stories();
            case "SmolLM2-135M" -> smolLm2();
            default ->
                    throw new IllegalArgumentException(
                            "there is no model under test named " + name);
        };
    }

    /** Four untrained layers, two of them forced. */
    static CheckedModel tiny() {
        var fresh = new InitialWeights(Tiny.CONFIG, Tiny.STREAMS);
        Tokenizer tokenizer =
                Tokenizers.of(new TokenizerSource.Json(CharTokenizer.json(Family.ALPHABET)));
        return new CheckedModel(
                "tiny",
                new CheckedModel.Base(Tiny.CONFIG, fresh, tokenizer, Tiny::examples),
                new CheckedModel.Limits(2e-6, 2e-6, List.of(0.02, 0.3, 5.0), 0.75, 40),
                tokenizer::close);
    }

    static CheckedModel stories() throws IOException {
        return pretrained(
                "stories260K",
                "models/stories260K/stories260K.bin",
                "models/stories260K/greedy-200.txt",
                // observed: 1.3e-3; with ε = 1e-12 the difference is as small as without eviction
                new CheckedModel.Limits(3e-5, 5e-3, List.of(1.0, 5.0, 50.0), 0.5, 80));
    }

    static CheckedModel smolLm2() throws IOException {
        return pretrained(
                "SmolLM2-135M",
                "models/smollm2-135m/SmolLM2-135M-Instruct.Q4_1.gguf",
                "data/wikitext2/wiki.valid.tokens",
                new CheckedModel.Limits(1e-4, 1e-4, List.of(2.0, 50.0), 0.5, 16));
    }

    /** Weights of a file, with a text from its training domain. */
    private static CheckedModel pretrained(
            String name, String model, String text, CheckedModel.Limits limits) throws IOException {
        Path data = Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")));
        ModelFile file = ModelFiles.open(data.resolve(model));
        Tokenizer tokenizer = Tokenizers.of(file.tokenizer().orElseThrow());
        String known = Files.readString(data.resolve(text));
        int[] ids = tokenizer.encodePrompt(known.substring(0, Math.min(known.length(), 8000)));
        IntFunction<List<EncodedExample>> examples =
                count ->
                        IntStream.range(0, count)
                                .map(i -> i * LENGTH / 2)
                                .mapToObj(from -> Arrays.copyOfRange(ids, from, from + LENGTH))
                                .map(some -> new EncodedExample(some, 4))
                                .toList();
        return new CheckedModel(
                name,
                new CheckedModel.Base(file.config(), file::float32, tokenizer, examples),
                limits,
                () -> {
                    tokenizer.close();
                    file.close();
                });
    }
}

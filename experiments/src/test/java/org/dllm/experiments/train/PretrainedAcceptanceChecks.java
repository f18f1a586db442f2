package org.dllm.experiments.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dllm.experiments.data.Encoded;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** On the weights of a file, with text that it knows. */
@Tag("data")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PretrainedAcceptanceChecks extends AcceptanceChecks {

    private static final int LENGTH = 16;

    private final ModelFile file;
    private final Tokenizer tokenizer;
    private final int[] ids;

    PretrainedAcceptanceChecks(String model, String text) throws IOException {
        Path data = Path.of(Objects.requireNonNull(System.getenv("DLLM_DATA_DIR")));
        file = ModelFiles.open(data.resolve(model));
        tokenizer = Tokenizers.of(file.tokenizer().orElseThrow());
        String known = Files.readString(data.resolve(text));
        ids = tokenizer.encodePrompt(known.substring(0, Math.min(known.length(), 8000)));
    }

    @AfterAll
    void closeFile() {
        tokenizer.close();
        file.close();
    }

    @Override
    LlamaConfig config() {
        return file.config();
    }

    @Override
    LlamaWeights.Source source() {
        return file::float32;
    }

    @Override
    Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    List<Encoded> examples(int count) {
        return IntStream.range(0, count)
                .map(i -> i * LENGTH / 2)
                .mapToObj(from -> new Encoded(Arrays.copyOfRange(ids, from, from + LENGTH), 4))
                .toList();
    }
}

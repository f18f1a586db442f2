package org.dllm.experiments.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.DefaultTask;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Mmlu;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request equals the one that lm-evaluation-harness 0.4.13 builds from the same files; {@code
 * harness_prompts.py} wrote the hashes with the harness itself.
 */
@Tag("data")
class HarnessPromptTests {

    private static final Path DATA =
            Path.of(Objects.requireNonNullElse(System.getenv("DLLM_DATA_DIR"), ""));

    /** The requests of one task, split and number of examples in the prompt. */
    record Requests(String task, String split, int shots, int questions, String sha256) {
        static Requests of(String line) {
            String[] part = line.split(" ", -1);
            return new Requests(
                    part[0],
                    part[1],
                    Integer.parseInt(part[2]),
                    Integer.parseInt(part[3]),
                    part[4]);
        }
    }

    static List<Requests> requests() throws IOException {
        try (var file =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        DatasetSpec.class.getResourceAsStream(
                                                "harness-prompts.txt")),
                                StandardCharsets.UTF_8))) {
            return file.lines().map(Requests::of).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestsAreThoseOfTheHarness(Requests expected) {
        TaskSpec task = task(expected);
        var digest = new Digest();
        try (Stream<Example> examples = task.examples(DATA)) {
            assertThat(examples.peek(digest::add).count()).isEqualTo(expected.questions());
        }
        assertThat(digest.hex()).isEqualTo(expected.sha256());
    }

    private static TaskSpec task(Requests of) {
        DatasetSpec set =
                Stream.concat(DatasetSpec.all().stream(), Mmlu.selections().stream())
                        .filter(each -> each.defaultTask().name().equals(of.task()))
                        .findFirst()
                        .orElseThrow();
        return set.defaultTask().kind() == DefaultTask.Kind.CHOOSE
                ? new Choose(of.task(), set, of.split(), "harness", "acc", 1, 1, of.shots())
                : new Generate(
                        of.task(), set, of.split(), "harness", "exact_match", 1, 1, 1, of.shots());
    }

    /** The context, the continuations and the target of each question, each with a zero byte. */
    private static final class Digest {
        private final MessageDigest sha256;

        private Digest() {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private void add(Example example) {
            Stream<String> continuations =
                    example.choices().isEmpty()
                            ? Stream.of(example.completion())
                            : IntStream.range(0, example.choices().texts().size())
                                    .mapToObj(example.choices()::continuation);
            Stream.of(
                            Stream.of(example.prompt()),
                            continuations,
                            Stream.of(String.valueOf(example.choices().gold())))
                    .flatMap(part -> part)
                    .forEach(part -> {
                        sha256.update(part.getBytes(StandardCharsets.UTF_8));
                        sha256.update((byte) 0);
                    });
        }

        private String hex() {
            return HexFormat.of().formatHex(sha256.digest());
        }
    }
}

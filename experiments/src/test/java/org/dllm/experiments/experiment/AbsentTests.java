package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan reports as missing before any run starts. */
class AbsentTests {

    private static final String RIDDLES =
            """
            name: riddles
            method: Dense
            model: {from: synthetic-base}
            data: [{set: {type: Own, name: mine, files: [{file: a.jsonl}, {split: test, file: b.jsonl}], prompt: '{q}', answer: '{a}'}}]
            train: {steps: 1}
            evaluate: [{task: mine, set: {type: Own, name: mine, files: [{file: a.jsonl}, {split: test, file: b.jsonl}], prompt: '{q}', answer: '{a}'}, split: test}]
            """;

    @TempDir Path dataDir;

    @Test
    void everyMissingFileOfOwnDataIsNamedOnce() throws IOException {
        assertThat(absent(RIDDLES, "sweep={seed: [0, 1]}"))
                .containsExactly(missing("a.jsonl"), missing("b.jsonl"));
        Files.createDirectories(file("a.jsonl").getParent());
        Files.createFile(file("a.jsonl"));
        assertThat(absent(RIDDLES)).containsExactly(missing("b.jsonl"));
        Files.createFile(file("b.jsonl"));
        assertThat(absent(RIDDLES)).isEmpty();
    }

    @Test
    void examplesInPromptsAreReadFromTheirOwnSplit() {
        assertThat(absent(RIDDLES, "data=[]", "train.steps=0", "evaluate.0.numFewshot=1"))
                .containsExactlyInAnyOrder(missing("a.jsonl"), missing("b.jsonl"));
    }

    @Test
    void aCalibrationTextIsNeededToo() {
        assertThat(
                        absent(
                                """
                                name: pruned
                                model: {from: synthetic-base}
                                method: {type: ShortenedLlama, remove: 1, keepEnds: false, calibration: {set: {type: C4}}}
                                evaluate: [{task: synthetic, set: {type: Synthetic}}]
                                """))
                .singleElement()
                .asString()
                .contains("c4", "./dllm data fetch c4");
    }

    private List<String> absent(String text, String... sets) {
        return SpecDocument.parse(text, List.of(sets)).absent(dataDir);
    }

    private Path file(String name) {
        return dataDir.resolve("data/mine").resolve(name);
    }

    private String missing(String name) {
        return "mine: expected the file %s, but it is missing; correct files in the spec, or put it there"
                .formatted(file(name));
    }
}

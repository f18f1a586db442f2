package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shipped model has eight blocks and a context of 256 tokens, one per character. */
class RankBlocksCommandTests {

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path text = Path.of("");

    @BeforeEach
    void text() throws IOException {
        text = Files.writeString(folder.resolve("text"), "7 a+5 b-3: 2 9 ".repeat(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"perplexity", "taylor"})
    void blocksAreRankedByEachCriterion(String by) {
        assertThat(rank("--by", by, "--rows", "3", "--tokens", "40", "--json")).isZero();
        JsonNode ranking = JsonMapper.shared().readTree(out.toString());
        assertThat(ranking.propertyNames()).containsExactly("scores", "order");
        List<Integer> order = ranking.get("order").valueStream().map(JsonNode::asInt).toList();
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(order.stream().map(block -> ranking.get("scores").get(block).asDouble()))
                .isSorted();
        assertThat(order.getLast()).as("the first block is the most important one").isZero();
    }

    @Test
    void aTableListsTheBlocksInTheOrderOfTheirRemoval() {
        assertThat(rank("--by", "perplexity", "--rows", "1", "--tokens", "40")).isZero();
        assertThat(out.toString().lines()).hasSize(9).first().isEqualTo("block  score");
    }

    @Test
    void aTextThatIsTooShortIsRejected() {
        assertThat(rank("--by", "taylor", "--rows", "10", "--tokens", "100")).isPositive();
        assertThat(err.toString())
                .contains("at least 1000 tokens (--rows 10 x --tokens 100)")
                .contains("has 300");
    }

    @Test
    void piecesLongerThanTheContextAreRejected() {
        assertThat(rank("--by", "taylor", "--rows", "1", "--tokens", "300")).isPositive();
        assertThat(err.toString())
                .contains("--tokens: expected at most the model's context of 256");
    }

    @Test
    void anUnknownCriterionIsRejectedWithTheKnownOnes() {
        assertThat(rank("--by", "size")).isPositive();
        assertThat(err.toString()).contains("PERPLEXITY, TAYLOR").contains("size");
    }

    private int rank(String... options) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "model",
                                "rank-blocks",
                                "--model",
                                "synthetic-base",
                                "--text-file",
                                text.toString()));
        arguments.addAll(List.of(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }
}

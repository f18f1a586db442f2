package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shipped model has a context of 256 tokens, one per character. */
class GenerateCommandTests {

    private static final String CHAIN = "7 a+5 b-3:";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void anAnswerThatTheModelEndsStops() {
        JsonNode answer = generate(CHAIN, "--max-tokens", "1000");
        assertThat(answer.propertyNames()).containsExactly("promptIds", "ids", "text", "finish");
        assertThat(answer.path("finish").stringValue()).isEqualTo("stop");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anAnswerOfAsManyTokensAsWereWantedEndsByItsLength() {
        for (String temperature : new String[] {"0", "0.5"}) {
            JsonNode answer = generate(CHAIN, "--max-tokens", "2", "--temperature", temperature);
            assertThat(answer.path("ids").size()).isEqualTo(2);
            assertThat(answer.path("finish").stringValue()).isEqualTo("length");
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anAnswerThatTheContextEndsSaysSo() {
        JsonNode answer = generate("7 a+5 ".repeat(43).substring(0, 254), "--max-tokens", "1000");
        assertThat(answer.path("finish").stringValue()).isEqualTo("context");
        int prompt = answer.path("promptIds").size();
        assertThat(prompt + answer.path("ids").size()).isEqualTo(256 + 1);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "dllm: the answer stopped at the model's context of 256 tokens; the prompt"
                                + " has "
                                + prompt);
    }

    /** The command line uses this sign for argument files. */
    @Test
    void aPromptMayBeginWithAnAtSign(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "7");
        for (String prompt : new String[] {"@@someone", "@" + file}) {
            err.getBuffer().setLength(0);
            String[] command = {
                "model", "generate", "--model", "synthetic-base", "--prompt", prompt
            };
            // this model has no token for the sign, so the error shows that the prompt reached it
            assertThat(Main.commandLine().setErr(new PrintWriter(err, true)).execute(command))
                    .isOne();
            assertThat(err.toString()).contains("no token for the character \"@\"");
        }
    }

    private JsonNode generate(String prompt, String... options) {
        String[] command = {"model", "generate", "--model", "synthetic-base", "--json"};
        out.getBuffer().setLength(0);
        assertThat(
                        Main.commandLine()
                                .setOut(new PrintWriter(out, true))
                                .setErr(new PrintWriter(err, true))
                                .execute(
                                        Stream.of(
                                                        Stream.of(command),
                                                        Stream.of("--prompt", prompt),
                                                        Stream.of(options))
                                                .flatMap(each -> each)
                                                .toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        return JsonMapper.shared().readTree(out.toString());
    }
}

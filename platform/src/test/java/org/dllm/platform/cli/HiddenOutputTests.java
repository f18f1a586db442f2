package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.experiments.spec.PlainText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control characters in the server's texts are escaped before they reach a terminal. */
class HiddenOutputTests extends TypedCommands {

    private static final String NAME = "a\\u001b[2J\\u0007\\u009b\\u202e\\u2028\\nb";

    HiddenOutputTests() throws IOException {}

    @ParameterizedTest
    @ValueSource(strings = {"runs", "runs --json", "show aaaaaaaa", "watch aaaaaaaa"})
    void namesAndReasonsAreEscaped(String command) {
        String run =
                """
                {"id": "aaaaaaaa", "name": "%1$s", "experiment": "%1$s", "state": "FAILED",
                 "device": "cpu", "reason": "%1$s", "method": "%1$s"}
                """
                        .formatted(NAME);
        answers.put("/api/v1/runs/" + RUN, run);
        answers.put("/api/v1/runs", "{\"items\":[" + run + "]}");
        Typed typed = typed(command.split(" ", -1));
        assertThat(typed.out()).contains("\\u202e");
        typed.out().lines().forEach(line -> assertThat(PlainText.hidden(line)).as(line).isEmpty());
    }

    @Test
    void errorsAreEscaped() throws IOException {
        Path spec = Files.writeString(home.resolve("a.yaml"), "name: a");
        answers.put(
                "/api/v1/experiments",
                """
                {"title": "The spec is not valid", "status": 400, "detail": "x",
                 "errors": [{"path": "%1$s", "expected": "%1$s", "got": "%1$s"}], "moreErrors": 7}
                """
                        .formatted(NAME));
        status = 400;
        String err = typed("submit", spec.toString()).err();
        assertThat(err).contains("\\u202e").contains("and 7 more errors");
        err.lines().forEach(line -> assertThat(PlainText.hidden(line)).as(line).isEmpty());
    }

    @Test
    void aPlanHasTheExperimentAndTheChangesOfEachRun() throws IOException {
        Path spec = Files.writeString(home.resolve("a.yaml"), "name: a");
        answers.put(
                "/api/v1/experiments",
                """
                {"experiment": "mine", "dryRun": true, "notes": [], "runs": [
                 {"name": "a seed=1", "method": "dense", "seed": 1, "totalSteps": 3,
                  "changes": {"method.type": "Dense", "seed": 1}, "spec": {}}]}
                """);
        assertThat(typed("submit", spec.toString(), "--dry-run").out())
                .startsWith("experiment mine, 1 run\n")
                .contains("method.type=Dense seed=1");
    }
}

package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dllm.platform.SettableClock;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ProgressBoardTests {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void aRunWithResultsIsNotShownAsTraining() {
        var board = new ProgressBoard(out(), false, new SettableClock());
        board.show(List.of(run("RUNNING", "evaluate synthetic", 125, 250, "{}")));
        board.show(List.of(run("RUNNING", "train", 360, 360, "{\"train/steps\": 360}")));
        board.show(List.of(run("FINISHED", "train", 360, 360, "{\"train/steps\": 360}")));
        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).contains("125 / 250");
        assertThat(lines().getLast()).contains("finished").doesNotContain("360");
    }

    @Test
    void aTerminalShowsARunWithResultsAsPublishing() {
        var board = new ProgressBoard(out(), true, new SettableClock());
        board.show(List.of(run("RUNNING", "train", 360, 360, "{\"train/steps\": 360}")));
        assertThat(drawn().getLast()).endsWith("publishing");
    }

    @Test
    void aTerminalOf80ColumnsShowsBarStepsAndTimeLeft() {
        var board = new ProgressBoard(out(), true, new SettableClock());
        RunResponse run = run("d-llm, no eviction seed=12", "RUNNING", "train", 125, 250, "{}");
        board.show(List.of(run));
        assertThat(drawn().getLast().substring(0, 80))
                .contains("d-llm, no", " seed=12", "████░░░░ 125 / 250 · 12 min 30 s left");
    }

    @Test
    void aLineWiderThanTheTerminalTakesOneRow() {
        var board = new ProgressBoard(out(), true, new SettableClock());
        List<RunResponse> runs = List.of(run("RUNNING", "train", 125, 250, "{}"));
        board.show(runs);
        board.show(runs);
        String line = drawn().getFirst();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "\033[?7l\033[2K%1$s\n\033[?7h\033[?7l\033[1A\033[2K%1$s\n\033[?7h"
                                .formatted(line));
    }

    private PrintStream out() {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The output without control sequences of the terminal. */
    private List<String> drawn() {
        return bytes.toString(StandardCharsets.UTF_8)
                .replaceAll("\033\\[\\??\\d+[A-Za-z]", "")
                .lines()
                .toList();
    }

    private static RunResponse run(
            String state, String phase, int step, int total, String summary) {
        return run("d-llm", state, phase, step, total, summary);
    }

    private static RunResponse run(
            String name, String state, String phase, int step, int total, String summary) {
        String json =
                """
                {"id": "aaaaaaaa", "name": "%s", "experiment": "e", "state": "%s", "phase": "%s",
                 "step": %d, "totalSteps": %d, "perSecond": 58.41, "etaSeconds": 750, "summary": %s}
                """
                        .formatted(name, state, phase, step, total, summary);
        return RunResponse.of(JsonMapper.shared().readTree(json));
    }
}

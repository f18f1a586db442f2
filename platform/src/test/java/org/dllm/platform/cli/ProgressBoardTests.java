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
    void aRunThatHasItsResultIsNotToldToTrainAgain() {
        var board = new ProgressBoard(out(), false, new SettableClock());
        board.show(List.of(run("RUNNING", "evaluate synthetic", 125, 250, "{}")));
        board.show(List.of(run("RUNNING", "train", 360, 360, "{\"train/steps\": 360}")));
        board.show(List.of(run("FINISHED", "train", 360, 360, "{\"train/steps\": 360}")));
        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst()).contains("125 / 250");
        assertThat(lines().getLast()).contains("finished").doesNotContain("360");
    }

    @Test
    void onATerminalSuchARunPublishes() {
        var board = new ProgressBoard(out(), true, new SettableClock());
        board.show(List.of(run("RUNNING", "train", 360, 360, "{\"train/steps\": 360}")));
        assertThat(lines().getLast()).endsWith("publishing");
    }

    private PrintStream out() {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static RunView run(String state, String phase, int step, int total, String summary) {
        String json =
                """
                {"id": "aaaaaaaa", "name": "d-llm", "experiment": "e", "state": "%s", "phase": "%s",
                 "step": %d, "totalSteps": %d, "perSecond": 58.41, "etaSeconds": 0, "summary": %s}
                """
                        .formatted(state, phase, step, total, summary);
        return RunView.of(JsonMapper.shared().readTree(json));
    }
}

package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.dllm.experiments.experiment.RunEvent;
import org.junit.jupiter.api.Test;

class ConsoleEventsTests {

    private final StringWriter printed = new StringWriter();
    private final ConsoleEvents events = new ConsoleEvents(new PrintWriter(printed));

    @Test
    void progressSaysWhatIsKnown() {
        assertThat(after(new RunEvent.Progress("train", 0, 80, 0)))
                .isEqualTo("train           0 of 80");
        events.accept(new RunEvent.Metric("train/loss", 1, 2.5));
        assertThat(after(new RunEvent.Progress("train", 1, 80, 0.5)))
                .isEqualTo("train           1 of 80, 0.50 per second, 158 s left, loss 2.5000");
        assertThat(after(new RunEvent.Progress("evaluate gsm8k", 20, 100, 2)))
                .isEqualTo("evaluate gsm8k     20 of 100, 2.00 per second, 40 s left");
    }

    @Test
    void aLineWritesOverTheProgress() {
        events.accept(new RunEvent.Metric("train/loss", 1, 2.5));
        String progress = after(new RunEvent.Progress("train", 100_000, 200_000, 0.01));
        events.accept(new RunEvent.Log("INFO", "checkpoint"));
        // a line for String.lines begins after \r too
        assertThat(printed.toString().lines().toList().getLast())
                .hasSizeGreaterThanOrEqualTo(progress.length());
    }

    /** What stands in the line of progress then. */
    private String after(RunEvent event) {
        events.accept(event);
        String all = printed.toString();
        return all.substring(all.lastIndexOf('\r') + 1).strip();
    }
}

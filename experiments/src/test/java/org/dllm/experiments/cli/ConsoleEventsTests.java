package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.dllm.experiments.experiment.RunEvent;
import org.junit.jupiter.api.Test;

class ConsoleEventsTests {

    private final StringWriter printed = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();
    private final ConsoleEvents events =
            new ConsoleEvents(new PrintWriter(printed), true, nanos::get);

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
        // String.lines splits at \r too
        assertThat(printed.toString().lines().toList().getLast())
                .hasSizeGreaterThanOrEqualTo(progress.length());
    }

    @Test
    void withoutATerminalLinesArePlainAndFew() {
        var plain = new ConsoleEvents(new PrintWriter(printed), false, nanos::get);
        for (int step = 1; step <= 300; step++) {
            plain.accept(new RunEvent.Progress("train", step, 300, 10));
            nanos.addAndGet(Duration.ofMillis(100).toNanos());
        }
        plain.accept(new RunEvent.Log("INFO", "checkpoint"));
        assertThat(printed.toString()).doesNotContain("\r");
        assertThat(printed.toString().lines().toList())
                .containsExactly(
                        "train           1 of 300, 10.00 per second, 30 s left",
                        "train         151 of 300, 10.00 per second, 15 s left",
                        "train         300 of 300, 10.00 per second, 0 s left",
                        "INFO checkpoint")
                .allMatch(line -> line.equals(line.strip()));
    }

    /** The progress line after an event. */
    private String after(RunEvent event) {
        events.accept(event);
        String all = printed.toString();
        return all.substring(all.lastIndexOf('\r') + 1).strip();
    }
}

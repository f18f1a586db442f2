package org.dllm.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.dllm.experiments.data.Gsm8k;
import org.dllm.experiments.data.Template;
import org.dllm.experiments.model.io.ModelFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.step.FatalStepExecutionException;
import org.springframework.beans.factory.BeanCreationException;

class FailureCauseTests {

    @TempDir Path folder;

    @Test
    void aDamagedTextFailsForGoodAndItsFileIsNamed() throws IOException {
        Path text = Files.createDirectories(folder.resolve("data/gsm8k")).resolve("train.jsonl");
        Files.writeString(text, "{\"question\": \"2 + 2?\", \"answer\": \"4\"}");
        assertThat(concluded(this::questions))
                .startsWith("for good: ")
                .contains(text.toString(), "####");

        Files.write(text, "{\"question\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(concluded(this::questions))
                .isEqualTo("for good: %s: expected text in UTF-8, but it is not".formatted(text));
    }

    @Test
    void aDamagedModelFailsForGoodAndItsFileIsNamed() throws IOException {
        byte[] empty = {2, 0, 0, 0, 0, 0, 0, 0, '{', '}'};
        Files.write(folder.resolve("model.safetensors"), empty);
        Path config = folder.resolve("config.json");
        Files.writeString(config, "{\"hidden_size\": ");
        assertThat(concluded(() -> ModelFiles.open(folder)))
                .startsWith("for good: " + config + ": ");
    }

    @Test
    void aFullDiskIsNamedAndMayBeTriedAgain() {
        var full = new IOException("No space left on device");
        assertThat(concluded(new UncheckedIOException("the checkpoint of step 200", full)))
                .isEqualTo("the checkpoint of step 200: IOException: No space left on device");
        assertThat(concluded(new UncheckedIOException(full)))
                .isEqualTo("IOException: No space left on device");
    }

    @Test
    void aFullDiskIsNamedWhicheverErrorItCaused() {
        var full = new IOException("No space left on device");
        var closed = new SQLException("The database has been closed [90098-240]", full);
        assertThat(concluded(new IllegalArgumentException("cannot store the step", closed)))
                .isEqualTo("No space left on device: cannot store the step");
        Throwable decisive =
                FailureCause.decisive(
                        List.of(
                                new IllegalStateException("Database is already closed"),
                                new UncheckedIOException("checkpoint 200", full)));
        assertThat(FailureCause.message(decisive)).contains("checkpoint 200", "No space left");
    }

    @Test
    void anUnreadableFileMayBeTriedAgain() {
        var stale = new IOException("Stale file handle");
        assertThat(concluded(new IllegalArgumentException("config.json cannot be read", stale)))
                .isEqualTo("config.json cannot be read");
    }

    private void questions() {
        var _ = new Gsm8k(true).read(folder, "train", Template.HARNESS).toList();
    }

    private interface Work {
        void carryOut();
    }

    private static String concluded(Work work) {
        return concluded(catchThrowable(work::carryOut));
    }

    /** The failure of a stage as the process reports it. */
    private static String concluded(Throwable thrown) {
        var job =
                new FatalStepExecutionException("train", new BeanCreationException("run", thrown));
        Throwable cause = FailureCause.of(job);
        assertThat(cause).isSameAs(thrown);
        return (FailureCause.wouldFailAgain(cause) ? "for good: " : "")
                + FailureCause.message(cause);
    }
}

package org.dllm.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ExitCode;

/** Usage errors are reported before any model is opened. */
class UsageTests {

    @TempDir private Path folder = Path.of("");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void anInvalidTextFileIsReportedByName() throws IOException {
        Path binary = Files.write(folder.resolve("b"), new byte[] {(byte) 0xff, 0});
        assertThat(score(binary))
                .isEqualTo(
                        "--text-file: expected a file of text in UTF-8, but " + binary + " is not");
        assertThat(score(folder)).endsWith("is a folder");
        assertThat(score(folder.resolve("no"))).contains("there is no ");
    }

    @Test
    void anInvalidNumberOfTokensIsAUsageError() {
        assertThat(run("model", "score", "--model", "x", "--text-file", "x", "--max-tokens", "-3"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("model", "generate", "--model", "x", "--max-tokens", "-1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("at least 2, found -3", "at least 1, found -1");
    }

    @Test
    void anUnknownBenchmarkIsAUsageError() {
        assertThat(run("bench", "bogus")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("expected engine, skip or server, found bogus");
    }

    @Test
    void zeroTurnsAreAUsageError() {
        assertThat(run("bench", "engine", "--only", "training", "--turns", "0"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--turns: expected at least 1, found 0");
    }

    @Test
    void anEmptyModelNameIsRejected() {
        assertThat(run("model", "info", "--model", "", "--data-dir", folder.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("expected a path or one of", "synthetic-base");
    }

    @Test
    void modelInfoShowsNoJavaTypes() {
        assertThat(run("model", "info", "--model", "synthetic-base")).isZero();
        assertThat(out.toString()).contains("base 10000.0").doesNotContain("Rope[", "{", "=");
    }

    @Test
    void aGivenDataFolderMustExist() {
        String missing = folder.resolve("missing").toString();
        assertThat(run("data", "list", "--data-dir", missing)).isEqualTo(1);
        assertThat(err.toString())
                .contains("--data-dir: expected a folder, but there is no " + missing);
    }

    @Test
    void aRunTakesACatalogEntry() {
        assertThat(
                        run(
                                "run",
                                "quickstart",
                                "--folder",
                                folder.toString(),
                                "--set",
                                "train.steps=x"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("train.steps: expected a whole number");
    }

    private String score(Path text) {
        err.getBuffer().setLength(0);
        assertThat(run("model", "score", "--model", "x", "--text-file", text.toString()))
                .isEqualTo(1);
        return err.toString().strip().replace("dllm: ", "");
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}

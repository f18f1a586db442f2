package org.dllm.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportCommandTests extends TypedCommands {

    private static final String ADDRESS = "/api/v1/experiments/quickstart/report";

    ReportCommandTests() throws IOException {}

    @BeforeEach
    void theServerHasAReport() {
        answers.put(ADDRESS, "## Measurement\n");
    }

    @Test
    void aReportIsPrinted() {
        assertThat(typed("report", "quickstart", "--submission", "3").out())
                .isEqualToIgnoringNewLines("## Measurement");
        assertThat(queries).containsExactly(ADDRESS + "?submission=3");
    }

    @Test
    void writingAgainKeepsTheTextAboveTheMark() throws IOException {
        Path file = home.resolve("page.md");
        typed("report", "quickstart", "--out", file.toString());
        String written = Files.readString(file);
        assertThat(written).startsWith("# quickstart\n\n" + ReportCommand.MARK);

        Files.writeString(file, written.replace("# quickstart", "# What it shows\n\nNothing."));
        answers.put(ADDRESS, "## Other\n");
        typed("report", "quickstart", "--out", file.toString());
        assertThat(file)
                .hasContent(
                        "# What it shows\n\nNothing.\n\n" + ReportCommand.MARK + "\n\n## Other\n");
    }

    @Test
    void aFileThatIsNotAReportIsNotOverwritten() throws IOException {
        Path file = Files.writeString(home.resolve("notes.md"), "my notes");
        assertThat(typed("report", "quickstart", "--out", file.toString()).err())
                .contains("notes.md exists, but has no line '<!-- written by ./dllm report");
        assertThat(file).hasContent("my notes");
    }
}

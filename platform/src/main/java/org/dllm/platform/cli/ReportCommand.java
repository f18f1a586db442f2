package org.dllm.platform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = {
            "Writes the results of an experiment as Markdown, with spec, seeds, time and machine.",
            "With --out, text above the line that marks the report is kept."
        })
final class ReportCommand implements Callable<Integer> {

    static final String MARK = "<!-- written by ./dllm report; text above this line is kept -->";

    private final Session session;

    @Parameters(paramLabel = "EXPERIMENT", description = "the name of the experiment")
    private String experiment = "";

    @Option(
            names = "--submission",
            paramLabel = "ID",
            description = "the submission to show; default: the newest")
    private @Nullable Long submission;

    @Option(names = "--out", paramLabel = "FILE", description = "the file to write or to update")
    private @Nullable Path out;

    ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String path = "experiments/%s/report".formatted(Api.encode(experiment));
        String query = submission == null ? "" : "?submission=" + submission;
        String report = session.api().text(path + query).stripTrailing();
        if (out == null) {
            session.print(report);
        } else {
            write(out, report);
            session.print("wrote " + out);
        }
        return Main.OK;
    }

    private void write(Path file, String report) {
        try {
            String before = Files.exists(file) ? kept(file) : "# " + experiment + "\n\n";
            Files.writeString(file, before + MARK + "\n\n" + report + "\n");
        } catch (IOException e) {
            throw new CommandFailedException("cannot write " + file + ": " + e.getMessage());
        }
    }

    /** The text above the mark. */
    private static String kept(Path file) throws IOException {
        String text = Files.readString(file);
        int mark = text.indexOf(MARK);
        if (mark < 0) {
            throw new CommandFailedException(
                    "%s exists, but has no line '%s'; expected a report or a new file"
                            .formatted(file, MARK));
        }
        return text.substring(0, mark);
    }
}

package org.dllm.platform.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "table",
        description = "Shows the results of an experiment: data sets by systems, with FLOPs.")
final class TableCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "EXPERIMENT", description = "the name of the experiment")
    private String experiment = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}",
            defaultValue = "text")
    private Format format = Format.text;

    @Option(
            names = "--submission",
            paramLabel = "ID",
            description = "the submission to show; default: the newest")
    private @Nullable Long submission;

    /** Lower case, because picocli shows the constants to users. */
    enum Format {
        text,
        md,
        latex,
        csv,
        json
    }

    TableCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String path = "experiments/%s/table".formatted(Api.encode(experiment));
        String query = submission == null ? "" : "submission=" + submission;
        if (format == Format.json) {
            session.print(session.api().get(path + "?" + query));
        } else {
            String name = format.name().toUpperCase(Locale.ROOT);
            String text = session.api().text(path + "/text?format=" + name + "&" + query);
            session.print(text.stripTrailing());
        }
        return Main.OK;
    }
}

package org.dllm.platform.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Options of commands that print one page of a list. */
final class ListOptions {

    private static final int MOST = 1000;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "maximum number of rows (default: ${DEFAULT-VALUE})")
    int limit;

    @Option(
            names = "--after",
            paramLabel = "NEXT",
            description = "print the rows after this one: the number in the last line of a list")
    @Nullable Long after;

    void requireLimit() {
        if (limit < 1 || limit > MOST) {
            throw new CommandFailedException(
                    "--limit: expected a whole number of at least 1 and at most %d, found %d"
                            .formatted(MOST, limit),
                    Main.USAGE);
        }
    }

    /** Prints how to continue the list if there are more rows. */
    void printNext(Session session, JsonNode page) {
        if (page.hasNonNull("next")) {
            session.print("more: the same command with --after " + page.path("next").asLong());
        }
    }
}

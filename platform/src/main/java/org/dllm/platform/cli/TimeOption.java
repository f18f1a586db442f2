package org.dllm.platform.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of every command that prints times. */
final class TimeOption {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @Option(
            names = "--utc",
            description = "exact times in UTC; without it, local time in whole seconds")
    boolean utc;

    /**
     * @param iso as the server writes times
     */
    String text(@Nullable String iso) {
        if (iso == null || utc) {
            return DisplayFormat.orMissing(iso);
        }
        return LOCAL.format(Instant.parse(iso).atZone(ZoneId.systemDefault()));
    }
}

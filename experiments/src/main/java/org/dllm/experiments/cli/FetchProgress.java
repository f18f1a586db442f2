package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dllm.experiments.library.Fetch;
import org.dllm.experiments.library.Item.ItemFile;
import org.jspecify.annotations.Nullable;

/** Prints a line per file that grows with each tenth of the file. */
final class FetchProgress implements Fetch.Progress, AutoCloseable {

    private static final long WORTH_SHOWING = 1 << 20;
    private static final int PARTS = 10;

    private final PrintWriter err;
    private @Nullable ItemFile current;
    private long shown;

    FetchProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void at(ItemFile file, long bytes) {
        if (file.bytes() < WORTH_SHOWING) {
            return;
        }
        if (!file.equals(current)) {
            close();
            current = file;
            shown = 0;
            err.printf(Locale.ROOT, "%s (%.1f MB) ", file.name(), file.bytes() / 1e6);
        }
        for (long tenths = bytes * PARTS / file.bytes(); shown < tenths; shown++) {
            err.print('#');
        }
        err.flush();
    }

    @Override
    public void close() {
        if (current != null) {
            err.println();
            err.flush();
            current = null;
        }
    }

    static void report(List<Fetch.Fetched> fetched, boolean json, PrintWriter out) {
        if (json) {
            out.println(
                    JsonText.of(
                            fetched.stream()
                                    .map(file ->
                                            Map.of(
                                                    "file", file.file().toString(),
                                                    "bytes", file.bytes(),
                                                    "outcome", file.outcome()))
                                    .toList()));
            return;
        }
        for (Fetch.Fetched file : fetched) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %8.1f MB  %s%n",
                    file.outcome(),
                    file.bytes() / 1e6,
                    file.file());
        }
    }
}

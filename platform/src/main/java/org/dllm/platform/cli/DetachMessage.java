package org.dllm.platform.cli;

import java.io.PrintStream;
import java.util.List;

/** The message on Ctrl-C while runs are watched: the runs continue. */
final class DetachMessage implements AutoCloseable {

    private final Thread hook;

    private DetachMessage(Thread hook) {
        this.hook = hook;
    }

    /** Printed if the process is terminated before this is closed. */
    static DetachMessage of(List<String> ids, PrintStream err) {
        var hook = new Thread(() -> err.println(text(ids)));
        Runtime.getRuntime().addShutdownHook(hook);
        return new DetachMessage(hook);
    }

    static String text(List<String> ids) {
        String first = ids.isEmpty() ? "RUN" : ids.getFirst();
        return ids.size() == 1
                ? "\n%1$s continues; './dllm watch %1$s' follows it, './dllm cancel %1$s' stops it"
                        .formatted(first)
                : ("\n"
                       + "the %d runs continue; './dllm runs' lists them, './dllm watch %s' follows"
                       + " one, './dllm cancel %s' stops one")
                        .formatted(ids.size(), first, first);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is terminating, and the message is being printed.
        }
    }
}

package org.dllm.platform.batch;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failure to write because the disk has no space left, as the operating systems report it. */
final class FullDisk {

    private static final List<String> MESSAGES =
            List.of(
                    "No space left on device",
                    "Disk quota exceeded",
                    "There is not enough space on the disk");

    /** Limit for cyclic causes. */
    private static final int DEEPEST = 20;

    private FullDisk() {}

    static boolean causes(Throwable failure) {
        return message(failure).isPresent();
    }

    /** The operating system's message, which the database wraps in its own exceptions. */
    static Optional<String> message(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String text = String.valueOf(cause.getMessage());
            for (String message : MESSAGES) if (text.contains(message)) return Optional.of(message);
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}

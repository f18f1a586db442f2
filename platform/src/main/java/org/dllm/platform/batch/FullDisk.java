package org.dllm.platform.batch;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A failure to write because the disk has no space left, as the operating systems report it. */
final class FullDisk {

    private static final List<String> MESSAGES =
            List.of(
                    "No space left on device",
                    "Disk quota exceeded",
                    "There is not enough space on the disk");

    private FullDisk() {}

    static boolean causes(Throwable failure) {
        return message(failure).isPresent();
    }

    /** The system's message, which the database wraps in errors of its own. */
    static Optional<String> message(Throwable failure) {
        return Stream.<@Nullable Throwable>iterate(
                        failure, cause -> cause != null, cause -> next(cause))
                .limit(20)
                .map(cause -> cause == null ? "" : String.valueOf(cause.getMessage()))
                .flatMap(text -> MESSAGES.stream().filter(text::contains))
                .findFirst();
    }

    private static @Nullable Throwable next(@Nullable Throwable cause) {
        return cause == null ? null : cause.getCause();
    }
}

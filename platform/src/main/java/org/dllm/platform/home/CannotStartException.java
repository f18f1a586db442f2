package org.dllm.platform.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The server cannot start; the message is one sentence with the cause and the remedy. */
public final class CannotStartException extends RuntimeException {

    public CannotStartException(String message) {
        this(message, null);
    }

    private CannotStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A file or folder of the home folder that this user cannot read or write. */
    public static CannotStartException unusable(Path path, IOException cause) {
        return new CannotStartException(
                "%s cannot be read or written (%s): see that this user may, or name another home folder in DLLM_HOME"
                        .formatted(path, reason(cause)),
                cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "access denied";
        }
        String reason = cause instanceof FileSystemException fault ? fault.getReason() : null;
        return reason == null ? cause.getClass().getSimpleName() : reason;
    }
}

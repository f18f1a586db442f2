package org.dllm.platform.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The server cannot start. The message is one sentence that names the cause and the remedy. */
public final class CannotStartException extends RuntimeException {

    public CannotStartException(String message) {
        this(message, null);
    }

    private CannotStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** This user cannot read or write a file or folder of the home folder. */
    public static CannotStartException unusable(Path path, IOException cause) {
        return new CannotStartException(
                "%s cannot be read or written (%s): give this user access, or set DLLM_HOME to another folder"
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

package org.dllm.platform.home;

import org.jspecify.annotations.Nullable;

/** The server cannot start; the message is one sentence with the cause and the remedy. */
public final class CannotStartException extends RuntimeException {

    public CannotStartException(String message) {
        this(message, null);
    }

    public CannotStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

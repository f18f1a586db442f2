package org.dllm.platform.spool;

import org.jspecify.annotations.Nullable;

/** A spool that is damaged elsewhere than at its end, where a killed process may tear it. */
public final class SpoolDamagedException extends RuntimeException {
    SpoolDamagedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

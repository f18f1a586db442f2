package org.dllm.platform.spool;

import org.jspecify.annotations.Nullable;

/** A spool is damaged before its last line. The last line alone may be incomplete after a kill. */
public final class SpoolDamagedException extends RuntimeException {
    SpoolDamagedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package org.dllm.platform.rerun;

/** A run cannot be rerun. */
public final class RerunRefused extends RuntimeException {
    RerunRefused(String message) {
        super(message);
    }
}

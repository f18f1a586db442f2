package org.dllm.platform.rerun;

/** A run that cannot be run again to compare. */
public final class RerunRefused extends RuntimeException {
    RerunRefused(String message) {
        super(message);
    }
}

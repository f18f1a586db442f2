package org.dllm.platform.rerun;

/** A run cannot be resumed. */
public final class ResumeRefused extends RuntimeException {
    ResumeRefused(String message) {
        super(message);
    }
}

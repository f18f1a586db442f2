package org.dllm.platform.rerun;

/** A run that cannot go on. */
public final class ResumeRefused extends RuntimeException {
    ResumeRefused(String message) {
        super(message);
    }
}

package org.dllm.platform.run;

/** A run that cannot be deleted now, with the reason. */
public final class DeletionRefused extends RuntimeException {
    DeletionRefused(String message) {
        super(message);
    }
}

package org.dllm.platform.experiment;

/** An idempotency key was used before with another request. */
public final class IdempotencyConflict extends RuntimeException {
    IdempotencyConflict(String key) {
        super(
                "idempotency key \""
                        + key
                        + "\" was used before with another request; send the same request or a new"
                        + " key");
    }
}

package org.dllm.platform.experiment;

/** An idempotency key came with another request than at first. */
public final class IdempotencyConflict extends RuntimeException {
    IdempotencyConflict(String key) {
        super(
                "idempotency key \""
                        + key
                        + "\" came with another request before; expected the same one or a new"
                        + " key");
    }
}

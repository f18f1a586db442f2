package org.dllm.platform.query;

/** A query that is not carried out. */
public final class QueryRefused extends RuntimeException {

    public enum Reason {
        INVALID,
        BUSY,
        UNAVAILABLE,
        OTHER_DATABASE
    }

    private final Reason reason;

    QueryRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

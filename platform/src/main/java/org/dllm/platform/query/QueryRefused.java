package org.dllm.platform.query;

/** The server refuses a query. */
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

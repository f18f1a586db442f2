package org.dllm.experiments.library;

/** An item is unknown, unavailable, or differs from its expected size or hash. */
public final class LibraryException extends IllegalArgumentException {

    LibraryException(String problem) {
        super(problem);
    }

    LibraryException(String problem, Throwable cause) {
        super(problem, cause);
    }
}

package org.dllm.experiments.library;

/** A thing that is not known, cannot be had, or came otherwise than it should be. */
public final class LibraryException extends IllegalArgumentException {

    LibraryException(String problem) {
        super(problem);
    }

    LibraryException(String problem, Throwable cause) {
        super(problem, cause);
    }
}

package org.dllm.platform.cli;

/** A command could not do its work; the message is all that its user needs. */
final class CommandFailedException extends RuntimeException {
    private final int exitCode;

    CommandFailedException(String message) {
        this(message, Main.FAILED);
    }

    CommandFailedException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}

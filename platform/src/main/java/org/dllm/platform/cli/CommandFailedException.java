package org.dllm.platform.cli;

/** A command could not do its work; the message is all that its user needs. */
sealed class CommandFailedException extends RuntimeException permits ServerAwayException {
    private final int exitCode;

    CommandFailedException(String message) {
        this(message, Main.FAILED);
    }

    CommandFailedException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    final int exitCode() {
        return exitCode;
    }
}

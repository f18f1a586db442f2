package org.dllm.platform.cli;

/** The server does not answer, or stopped in the middle; that may be so for a moment only. */
final class ServerAwayException extends CommandFailedException {
    ServerAwayException(String message) {
        super(Problem.of("The server is away", message));
    }

    /** The server answers, but its database does not. */
    ServerAwayException(Problem problem) {
        super(problem);
    }
}

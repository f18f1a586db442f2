package org.dllm.platform.cli;

/** The server does not answer, or stopped in the middle; that may be so for a moment only. */
final class ServerUnavailableException extends CommandFailedException {
    ServerUnavailableException(String message) {
        super(Problem.of("The server is away", message));
    }

    /** The server answers, but its database does not. */
    ServerUnavailableException(Problem problem) {
        super(problem);
    }
}

package org.dllm.platform.cli;

/** The server does not answer, or stopped during a response. This may be temporary. */
final class ServerUnavailableException extends CommandFailedException {
    ServerUnavailableException(String message) {
        super(Problem.of("The server is unavailable", message));
    }

    /** The server answers, but its database does not. */
    ServerUnavailableException(Problem problem) {
        super(problem);
    }
}

package org.dllm.platform.cli;

/** A command failed. The problem contains everything that the user needs to know. */
sealed class CommandFailedException extends RuntimeException permits ServerUnavailableException {
    private final transient Problem problem;
    private final int exitCode;

    CommandFailedException(String message) {
        this(message, Main.FAILED);
    }

    CommandFailedException(String message, int exitCode) {
        this(Problem.of(exitCode == Main.USAGE ? Main.WRONG_USAGE : "Failed", message), exitCode);
    }

    CommandFailedException(Problem problem) {
        this(problem, Main.FAILED);
    }

    private CommandFailedException(Problem problem, int exitCode) {
        super(problem.text());
        this.problem = problem;
        this.exitCode = exitCode;
    }

    final Problem problem() {
        return problem;
    }

    final int exitCode() {
        return exitCode;
    }
}

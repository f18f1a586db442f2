package org.dllm.platform.cli;

import picocli.CommandLine.Option;

/** The option of every command that prints data. */
final class JsonOption {
    static final String NAME = "--json";

    @Option(names = NAME, description = "print the server's JSON; errors are JSON too")
    boolean json;
}

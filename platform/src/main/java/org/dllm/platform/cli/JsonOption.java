package org.dllm.platform.cli;

import picocli.CommandLine.Option;

/** The option of every command that prints a list or a thing. */
final class JsonOption {
    static final String NAME = "--json";

    @Option(names = NAME, description = "print JSON, errors too, as the server tells it")
    boolean json;
}

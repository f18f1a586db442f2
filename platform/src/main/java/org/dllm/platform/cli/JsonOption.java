package org.dllm.platform.cli;

import picocli.CommandLine.Option;

/** The option of every command that prints a list or a thing. */
final class JsonOption {
    @Option(names = "--json", description = "print JSON, as the server tells it")
    boolean json;
}

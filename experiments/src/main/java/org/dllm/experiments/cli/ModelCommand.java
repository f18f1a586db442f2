package org.dllm.experiments.cli;

import picocli.CommandLine.Command;

/** What can be done with one model file. */
@Command(
        name = "model",
        description = "Look at a model, let it write, let it read; fetch one.",
        subcommands = {
            InfoCommand.class,
            GenerateCommand.class,
            ScoreCommand.class,
            FetchCommand.class
        })
final class ModelCommand {}

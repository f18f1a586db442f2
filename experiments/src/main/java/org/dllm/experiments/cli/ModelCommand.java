package org.dllm.experiments.cli;

import picocli.CommandLine.Command;

/** What can be done with one model file. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Look at a model, let it write, let it read.",
        subcommands = {GenerateCommand.class, ScoreCommand.class})
final class ModelCommand {}

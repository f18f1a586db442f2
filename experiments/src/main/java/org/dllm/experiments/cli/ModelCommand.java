package org.dllm.experiments.cli;

import picocli.CommandLine.Command;

/** What can be done with one model file. */
@Command(
        name = "model",
        description = "Inspect, run, score, evaluate and fetch models.",
        subcommands = {
            InfoCommand.class,
            GenerateCommand.class,
            ScoreCommand.class,
            EvaluateCommand.class,
            FetchCommand.class
        })
final class ModelCommand {}

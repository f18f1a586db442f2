package org.dllm.experiments.cli;

import picocli.CommandLine.Command;

/** The commands for model files. */
@Command(
        name = "model",
        description = "Inspect, run, score, evaluate, rank and fetch models.",
        subcommands = {
            InfoCommand.class,
            GenerateCommand.class,
            ScoreCommand.class,
            EvaluateCommand.class,
            RankBlocksCommand.class,
            FetchCommand.class
        })
final class ModelCommand {}

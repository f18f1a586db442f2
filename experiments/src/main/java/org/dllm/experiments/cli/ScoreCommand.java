package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Score;
import org.dllm.experiments.model.Scorer;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;

/** Computes the likelihood of a text. */
@Command(
        name = "score",
        description = "Compute the mean negative log-likelihood of a text's tokens.")
final class ScoreCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private ModelOptions options = new ModelOptions();

    @Option(names = "--text-file", required = true, description = "the text, in UTF-8")
    private Path textFile = Path.of("");

    @Option(
            names = "--max-tokens",
            description =
                    "score at most this many tokens from the start of the text (default: the"
                            + " model's context)")
    private int maxTokens = Integer.MAX_VALUE;

    @Option(names = "--json")
    private boolean json;

    ScoreCommand() {
        command = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (maxTokens < 2) {
            throw new ParameterException(
                    command.commandLine(), "--max-tokens: expected at least 2, found " + maxTokens);
        }
        String text = TextFile.read("--text-file", textFile);
        try (ModelFile file = options.open();
                Tokenizer tokenizer = options.tokenizer(file);
                LlamaWeights weights = options.load(file);
                var decoder = new Decoder(weights)) {
            int[] all = tokenizer.encodePrompt(text);
            int length = Math.min(all.length, Math.min(maxTokens, file.config().context()));
            if (length < 2) {
                throw new IllegalArgumentException(
                        "expected a text of at least 2 tokens in %s, but it has %d"
                                .formatted(textFile, length));
            }
            if (length < Math.min(all.length, maxTokens)) {
                command.commandLine()
                        .getErr()
                        .printf(
                                "dllm: only the first %d of %d tokens, which fill the model's"
                                        + " context%n",
                                length, all.length);
            }
            var tokens = new Prompt(0, Arrays.copyOf(all, length));
            Score score = new Scorer(decoder).score(List.of(tokens), Gate.DENSE).getFirst();
            if (!Double.isFinite(score.meanNll())) {
                throw new IllegalArgumentException(
                        "expected a finite likelihood, but the model computed %s: its weights are damaged or too large"
                                .formatted(score.meanNll()));
            }
            print(length, score.meanNll());
        }
        return 0;
    }

    private void print(int tokens, double meanNll) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            var result = new LinkedHashMap<String, Object>();
            result.put("tokens", tokens);
            result.put("meanNll", meanNll);
            out.println(new ObjectMapper().writeValueAsString(result));
        } else {
            out.printf(
                    Locale.ROOT,
                    "%d tokens, mean NLL %.6f, perplexity %.4f%n",
                    tokens,
                    meanNll,
                    Math.exp(meanNll));
        }
        out.flush();
    }
}

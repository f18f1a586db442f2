package org.dllm.experiments.cli;

import ai.djl.ndarray.NDManager;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.dllm.experiments.method.BlockRanking;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.prune.Importance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Ranks the blocks of a model by their importance. */
@Command(
        name = "rank-blocks",
        description = {
            "Rank the blocks (layers) of a model by their importance on a text, as Shortened LLaMA"
                    + " does.",
            "The first block of the order is removed first."
        })
final class RankBlocksCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private ModelOptions options = new ModelOptions();

    @Option(
            names = "--by",
            required = true,
            description =
                    "perplexity: mean negative log-likelihood without the block; taylor: sum of"
                            + " |weight x gradient| over the block")
    private Importance by = Importance.PERPLEXITY;

    @Option(names = "--text-file", required = true, description = "calibration text, in UTF-8")
    private Path textFile = Path.of("");

    @Option(
            names = "--rows",
            defaultValue = "10",
            description = "number of consecutive pieces of the text (${DEFAULT-VALUE})")
    private int rows = 10;

    @Option(
            names = "--tokens",
            defaultValue = "128",
            description = "length of a piece in tokens (${DEFAULT-VALUE})")
    private int tokens = 128;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    RankBlocksCommand() {
        command = CommandSpec.create();
    }

    @Override
    public Integer call() {
        requireAtLeast("--rows", 1, rows);
        requireAtLeast("--tokens", 2, tokens);
        String text = TextFile.read("--text-file", textFile);
        try (ModelFile file = options.open();
                Tokenizer tokenizer = options.tokenizer(file);
                NDManager manager = options.manager()) {
            if (tokens > file.config().context()) {
                throw new ParameterException(
                        command.commandLine(),
                        "--tokens: expected at most the model's context of %d, found %d"
                                .formatted(file.config().context(), tokens));
            }
            List<int[]> pieces = pieces(tokenizer.encode(text));
            print(by.rank(file.config(), file::float32, pieces, manager));
        }
        return 0;
    }

    private void requireAtLeast(String option, int least, int value) {
        if (value < least) {
            throw new ParameterException(
                    command.commandLine(),
                    "%s: expected at least %d, found %d".formatted(option, least, value));
        }
    }

    private List<int[]> pieces(int[] ids) {
        if (ids.length < (long) rows * tokens) {
            throw new IllegalArgumentException(
                    "expected a text of at least %d tokens (--rows %d x --tokens %d), but %s has %d"
                            .formatted((long) rows * tokens, rows, tokens, textFile, ids.length));
        }
        return IntStream.range(0, rows)
                .mapToObj(row -> Arrays.copyOfRange(ids, row * tokens, (row + 1) * tokens))
                .toList();
    }

    private void print(BlockRanking ranking) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            var result = new LinkedHashMap<String, Object>();
            result.put("scores", ranking.scores());
            result.put("order", ranking.order());
            out.println(JsonText.of(result));
        } else {
            out.println("block  score");
            for (int block : ranking.order()) {
                out.printf(Locale.ROOT, "%5d  %.6f%n", block, ranking.scores().get(block));
            }
        }
        out.flush();
    }
}

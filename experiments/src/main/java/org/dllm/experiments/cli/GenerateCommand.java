package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Generator;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.Sampling;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.tokenizer.TokenStream;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Gate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;

/** Continues a prompt. */
@Command(name = "generate", description = "Continue a prompt with a model from disk.")
final class GenerateCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private ModelOptions options = new ModelOptions();

    @Option(
            names = "--prompt",
            defaultValue = "",
            description = "the text to continue; may be empty")
    private String prompt = "";

    @Option(
            names = "--max-tokens",
            defaultValue = "100",
            description = "maximum length of the answer in tokens")
    private int maxTokens;

    @Option(
            names = "--temperature",
            defaultValue = "0",
            description = "sampling temperature; 0 takes the likeliest token")
    private double temperature;

    @Option(
            names = "--top-p",
            defaultValue = "1",
            description = "sample from the likeliest tokens with this total probability")
    private double topP;

    @Option(names = "--seed", defaultValue = "0", description = "seed of the sampling")
    private long seed;

    @Option(
            names = "--json",
            description = "as JSON, with the ids of prompt and answer and the reason for the end")
    private boolean json;

    GenerateCommand() {
        command = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (maxTokens < 1) {
            throw new ParameterException(
                    command.commandLine(), "--max-tokens: expected at least 1, found " + maxTokens);
        }
        try (ModelFile file = options.open();
                Tokenizer tokenizer = options.tokenizer(file);
                LlamaWeights weights = options.load(file);
                var decoder = new Decoder(weights)) {
            int[] promptIds = tokenizer.encodePrompt(prompt);
            if (promptIds.length == 0) {
                throw new IllegalArgumentException(
                        "--prompt: expected a text that is not empty, since the model has no begin"
                                + " token");
            }
            Generation answer = generate(decoder, tokenizer, promptIds);
            print(promptIds, answer, continuation(tokenizer, promptIds, answer.ids()));
            if (answer.finish() == Generation.Finish.CONTEXT) {
                command.commandLine()
                        .getErr()
                        .printf(
                                "dllm: the answer stopped at the model's context of %d tokens; the"
                                        + " prompt has %d%n",
                                file.config().context(), promptIds.length);
                command.commandLine().getErr().flush();
            }
        }
        return 0;
    }

    private Generation generate(Decoder decoder, Tokenizer tokenizer, int[] promptIds) {
        var draws = new RandomStreams(seed).stream("sampling");
        var sampling = new Sampling(temperature, topP, draws::uniform);
        Set<Integer> ends = tokenizer.ends();
        int bos = tokenizer.bos().orElse(-1);
        return new Generator(decoder, sampling)
                .generate(
                        List.of(new Prompt(0, promptIds)),
                        Gate.DENSE,
                        maxTokens,
                        // small models end a text by emitting the begin token of the next
                        id -> ends.contains(id) || id == bos)
                .getFirst();
    }

    /** The answer as a continuation of the prompt. Decoded alone, it would lose its first space. */
    private static String continuation(Tokenizer tokenizer, int[] promptIds, int[] ids) {
        TokenStream stream = tokenizer.stream(promptIds);
        String text = IntStream.of(ids).mapToObj(stream::next).collect(Collectors.joining());
        return text + stream.rest();
    }

    private void print(int[] promptIds, Generation answer, String text) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            var result = new LinkedHashMap<String, Object>();
            result.put("promptIds", IntStream.of(promptIds).boxed().toList());
            result.put("ids", IntStream.of(answer.ids()).boxed().toList());
            result.put("text", text);
            result.put("finish", answer.finish().word());
            out.println(new ObjectMapper().writeValueAsString(result));
        } else {
            out.println(prompt + text);
        }
        out.flush();
    }
}

package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dllm.experiments.experiment.ModelResolver;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.Rope;
import org.dllm.experiments.model.io.ModelFile;
import org.dllm.experiments.model.io.ModelFiles;
import org.dllm.experiments.model.io.TensorInfo;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.model.tokenizer.TokenizerSource;
import org.dllm.experiments.model.tokenizer.Tokenizers;
import org.dllm.experiments.spec.PlainText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the shape, tensors and tokenizer of a model file. */
@Command(name = "info", description = "Show the shape, tensors and tokenizer of a model file.")
final class InfoCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec command;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE|NAME",
            description = "a file, a folder, or a name such as smollm2-135m")
    private String model = "";

    @Mixin private DataFolderOption folder = new DataFolderOption();

    @Option(names = "--tensors", description = "list every tensor")
    private boolean tensors;

    @Option(names = "--json", description = "as JSON, with every tensor")
    private boolean json;

    @Override
    public Integer call() {
        Path path = ModelResolver.locate(model, folder.path());
        PrintWriter out = out();
        try (ModelFile file = ModelFiles.open(path)) {
            Map<String, Object> facts = facts(path, file);
            if (json) {
                facts.put("metadata", file.metadata());
                facts.put(
                        "tensors",
                        file.tensors().values().stream().map(InfoCommand::facts).toList());
                out.println(JsonText.of(facts));
                return 0;
            }
            facts.forEach((name, value) ->
                    out.printf("%-14s %s%n", name, PlainText.escaped(words(value))));
            if (tensors) {
                for (TensorInfo info : file.tensors().values()) {
                    out.printf(
                            "%-50s %-5s %-16s at %d%n",
                            PlainText.escaped(info.name()),
                            info.type(),
                            info.shape(),
                            info.offset());
                }
            }
        }
        return 0;
    }

    private static String words(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining(", "));
            case Rope(double base, Rope.@Nullable Llama3Scaling scaling) ->
                    "base " + base + (scaling == null ? "" : ", scaled by " + scaling.factor());
            default -> value.toString();
        };
    }

    private static Map<String, Object> facts(Path path, ModelFile file) {
        LlamaConfig config = file.config();
        var bytesByType = new TreeMap<String, Long>();
        long parameters = 0;
        for (TensorInfo info : file.tensors().values()) {
            bytesByType.merge(info.type().name(), info.bytes(), Long::sum);
            parameters += info.shape().size();
        }
        var facts = new LinkedHashMap<String, Object>();
        facts.put("path", path.toString());
        facts.put("format", file.format());
        facts.put("architecture", "llama");
        facts.put("parameters", parameters);
        facts.put("layers", config.layers());
        facts.put("width", config.width());
        facts.put("hidden", config.hidden());
        facts.put("heads", config.heads());
        facts.put("keyValueHeads", config.keyValueHeads());
        facts.put("headWidth", config.headWidth());
        facts.put("vocabulary", config.vocabulary());
        facts.put("context", config.context());
        facts.put("normEps", config.normEps());
        facts.put("rope", config.rope());
        facts.put("tied", config.tied());
        facts.put("bytesByType", bytesByType);
        file.tokenizer().ifPresent(source -> facts.put("tokenizer", facts(source)));
        return facts;
    }

    private static Map<String, Object> facts(TensorInfo info) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", info.name());
        facts.put("type", info.type().name());
        facts.put("shape", info.shape().getShape());
        facts.put("file", String.valueOf(info.file().getFileName()));
        facts.put("offset", info.offset());
        facts.put("bytes", info.bytes());
        return facts;
    }

    private static Map<String, Object> facts(TokenizerSource source) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("source", source.getClass().getSimpleName());
        try (Tokenizer tokenizer = Tokenizers.of(source)) {
            facts.put("vocabulary", tokenizer.vocabulary());
            tokenizer.bos().ifPresent(id -> facts.put("bos", tokenizer.token(id)));
            tokenizer.eos().ifPresent(id -> facts.put("eos", tokenizer.token(id)));
        }
        return facts;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }
}

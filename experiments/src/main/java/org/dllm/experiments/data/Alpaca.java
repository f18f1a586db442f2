package org.dllm.experiments.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Alpaca (Taori et al. 2023): instructions and answers. A random sample of 9,229 is for training;
 * the 805 items of AlpacaEval are the test set of the D-LLM authors. Both templates have the same
 * prompts.
 */
public record Alpaca() implements DatasetSpec {

    @Override
    public About about() {
        return new About(
                "instructions and answers: a random sample and the test items of D-LLM",
                "CC BY-NC 4.0",
                "tatsu-lab/stanford_alpaca");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "train",
                        9229,
                        "random_9k.json",
                        4058731,
                        "dbb217523fb750e4c56013844e22f5f3363c8c8b01013df5b39e8cabec0e48b0"),
                DataFile.of(
                        "test",
                        805,
                        "test_805.json",
                        595491,
                        "0b67614864f770641112132c309ef3d0d07b5d0c7bb079e6003b002babfc6013"));
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("alpaca", DefaultTask.Kind.LIKELIHOOD, "test");
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        return RowExamples.of(file(dataDir, split), row -> example(row, split));
    }

    private Example example(Row row, String split) {
        String instruction = row.text("instruction");
        String input = row.text("input");
        String output = row.text("output");
        return new Example(
                "alpaca-" + split + "-" + row.index(),
                label(),
                0,
                input.isEmpty() ? Instruction.of(instruction) : Instruction.of(instruction, input),
                "",
                output,
                output);
    }

    @Override
    public List<Filter> filters() {
        return List.of(Filter.unnamed(String::strip));
    }
}

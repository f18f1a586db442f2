package org.dllm.experiments.data;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The two prompts of Stanford Alpaca that D-LLM is fine-tuned with. The answer follows without a
 * space or line break.
 */
final class Instruction {

    /** The digits of numbered choices. */
    private static final List<String> DIGITS = List.of("1", "2", "3", "4");

    private static final String END = "\n\n### Response:";

    private Instruction() {}

    /** The prompt of an instruction without input. */
    static String of(String instruction) {
        return "Below is an instruction that describes a task. Write a response that appropriately"
                + " completes the request.\n\n### Instruction:\n"
                + instruction
                + END;
    }

    /**
     * An example whose choices the prompt numbers from 1 and whose answer is the digit.
     *
     * @param prompt a prompt that lists the texts of {@code choices}
     */
    static Example numbered(String id, String family, String prompt, Choices choices) {
        return Example.choosing(
                id,
                family,
                prompt,
                new Choices("", DIGITS.subList(0, choices.texts().size()), choices.gold()));
    }

    /** The lines that number choices: {@code " 1. …\n 2. …"}. */
    static String numbers(List<String> choices) {
        return IntStream.range(0, choices.size())
                .mapToObj(i -> "  " + DIGITS.get(i) + ". " + choices.get(i))
                .collect(Collectors.joining("\n"));
    }

    /** The prompt of an instruction about an input, which may be empty. */
    static String of(String instruction, String input) {
        return "Below is an instruction that describes a task, paired with an input that provides"
                + " further context. Write a response that appropriately completes the"
                + " request.\n\n### Instruction:\n"
                + instruction
                + "\n\n### Input:\n"
                + input
                + END;
    }
}

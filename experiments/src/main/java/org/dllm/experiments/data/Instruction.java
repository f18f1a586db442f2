package org.dllm.experiments.data;

/**
 * The two prompts of Stanford Alpaca, with which D-LLM is fine-tuned. The answer follows without a
 * space or a new line.
 */
final class Instruction {

    private static final String END = "\n\n### Response:";

    private Instruction() {}

    /** The prompt of an instruction that needs no input. */
    static String of(String instruction) {
        return "Below is an instruction that describes a task. Write a response that appropriately"
                + " completes the request.\n\n### Instruction:\n"
                + instruction
                + END;
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

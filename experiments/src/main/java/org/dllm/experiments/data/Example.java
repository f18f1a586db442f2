package org.dllm.experiments.data;

/**
 * One question with its answer, or one text.
 *
 * @param id stable within its set
 * @param family task family, subject, or the set's name
 * @param steps number of reasoning steps in the chain
 * @param prompt the given text; empty if the example is a text
 * @param chain the reasoning written out, without the answer; may be empty
 * @param answer the final answer, as metrics compare it
 * @param completion the text a model is trained to continue the prompt with: chain and answer, or
 *     the whole text
 * @param choices {@link Choices#NONE} if the answer is free text
 * @param original {@link Original#NONE} unless the example is a text
 */
public record Example(
        String id,
        String family,
        int steps,
        String prompt,
        String chain,
        String answer,
        String completion,
        Choices choices,
        Original original) {

    /** The same example with another prompt. */
    Example withPrompt(String other) {
        return new Example(id, family, steps, other, chain, answer, completion, choices, original);
    }

    /** A question whose answer is free text. */
    public Example(
            String id,
            String family,
            int steps,
            String prompt,
            String chain,
            String answer,
            String completion) {
        this(id, family, steps, prompt, chain, answer, completion, Choices.NONE, Original.NONE);
    }

    /** A question with choices; the completion is the correct choice. */
    public static Example choosing(String id, String family, String prompt, Choices choices) {
        return new Example(
                id,
                family,
                0,
                prompt,
                "",
                choices.texts().get(choices.gold()),
                choices.continuation(choices.gold()),
                choices,
                Original.NONE);
    }

    /**
     * A text without a prompt.
     *
     * @param text the text as the model reads it
     * @param source the text as in the file
     */
    public static Example text(String id, String family, String text, String source) {
        return new Example(id, family, 0, "", "", "", text, Choices.NONE, Original.of(source));
    }
}

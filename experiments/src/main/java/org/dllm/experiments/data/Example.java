package org.dllm.experiments.data;

/**
 * One question with the chain that leads to its answer.
 *
 * @param id stable within its set
 * @param family task family, or the set's name
 * @param steps number of reasoning steps in the chain
 * @param prompt the text given
 * @param chain the reasoning written out, without the answer; may be empty
 * @param answer the final answer, as metrics compare it
 * @param completion the text a model is trained to continue the prompt with: chain and answer
 */
public record Example(
        String id,
        String family,
        int steps,
        String prompt,
        String chain,
        String answer,
        String completion) {}

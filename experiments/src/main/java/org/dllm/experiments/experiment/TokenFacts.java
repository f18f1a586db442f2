package org.dllm.experiments.experiment;

/**
 * Hashes of the examples that were tokenised.
 *
 * @param content of prompts, completions, answers and choices
 * @param prompts of the prompts and choices alone
 */
record TokenFacts(String content, String prompts) {

    String write() {
        return content + " " + prompts;
    }

    static TokenFacts read(String text) {
        String[] parts = text.split(" ", 2);
        return new TokenFacts(parts[0], parts[1]);
    }
}

package org.dllm.experiments.eval;

/** A phase of an evaluation, for time measurement. */
public enum Phase {
    /** Reading prompts and generating answers; counts the generated tokens. */
    GENERATE("generate", "generated"),
    /** Reading given texts for their likelihood; counts all tokens read. */
    SCORE("score", "scored");

    private final String verb;
    private final String participle;

    Phase(String verb, String participle) {
        this.verb = verb;
        this.participle = participle;
    }

    String secondsKey() {
        return verb + "_seconds";
    }

    String rateKey() {
        return participle + "_tokens_per_second";
    }
}

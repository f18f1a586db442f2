package org.dllm.experiments.eval;

/** What the time of an evaluation is spent on. */
public enum Phase {
    /** Reading prompts and generating answers; its tokens are the generated ones. */
    GENERATE("generate", "generated"),
    /** Reading given texts for their likelihood; its tokens are all that are read. */
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

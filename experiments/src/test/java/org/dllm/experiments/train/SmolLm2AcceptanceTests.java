package org.dllm.experiments.train;

import java.io.IOException;
import java.util.List;

/** On SmolLM2-135M. */
class SmolLm2AcceptanceTests extends PretrainedAcceptanceChecks {

    SmolLm2AcceptanceTests() throws IOException {
        super(
                "models/smollm2-135m/SmolLM2-135M-Instruct.Q4_1.gguf",
                "data/wikitext2/wiki.valid.tokens");
    }

    @Override
    double rounding() {
        return 1e-4;
    }

    @Override
    double evicting() {
        return 1e-4;
    }

    @Override
    List<Double> alphas() {
        return List.of(2.0, 10.0, 50.0);
    }

    @Override
    int steps() {
        return 16;
    }
}

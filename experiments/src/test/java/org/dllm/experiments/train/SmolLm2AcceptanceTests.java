package org.dllm.experiments.train;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

/** Acceptance checks on SmolLM2-135M. */
@Tag("data")
class SmolLm2AcceptanceTests implements AcceptanceChecks {

    private final CheckedModel model = CheckedModels.smolLm2();

    SmolLm2AcceptanceTests() throws IOException {}

    @Override
    public CheckedModel model() {
        return model;
    }
}

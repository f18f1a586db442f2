package org.dllm.experiments.train;

import java.io.IOException;
import org.junit.jupiter.api.Tag;

/** Acceptance checks on stories260K. */
@Tag("data")
class StoriesAcceptanceTests implements AcceptanceChecks {

    private final CheckedModel model = CheckedModels.stories();

    StoriesAcceptanceTests() throws IOException {}

    @Override
    public CheckedModel model() {
        return model;
    }
}

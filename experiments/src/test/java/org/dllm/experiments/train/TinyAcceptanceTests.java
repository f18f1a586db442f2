package org.dllm.experiments.train;

/** Acceptance checks on an untrained model of four layers. */
class TinyAcceptanceTests implements AcceptanceChecks {

    private final CheckedModel model = CheckedModels.tiny();

    @Override
    public CheckedModel model() {
        return model;
    }
}

package org.dllm.experiments.train;

/** On a model of four layers that nobody trained. */
class TinyAcceptanceTests implements AcceptanceChecks {

    private final CheckedModel model = CheckedModels.tiny();

    @Override
    public CheckedModel model() {
        return model;
    }
}

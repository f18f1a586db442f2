package org.dllm.experiments.method;

/** Every token executes every layer. */
public record Dense() implements MethodSpec {

    @Override
    public boolean differsByToken() {
        return false;
    }

    @Override
    public MethodText text() {
        return new MethodText("dense", "Dense", "Every token executes every layer.");
    }
}

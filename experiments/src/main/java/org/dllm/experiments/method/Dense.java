package org.dllm.experiments.method;

/** Every token executes every layer. */
public record Dense() implements MethodSpec {

    @Override
    public MethodText text() {
        return new MethodText("dense", "Dense", "Every token executes every layer.");
    }
}

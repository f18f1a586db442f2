package org.dllm.experiments.method;

/** Every token executes every layer. */
public record Dense() implements MethodSpec {

    @Override
    public Forced forced(int layers) {
        return (_, _) -> true;
    }
}

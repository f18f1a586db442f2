package org.dllm.experiments.routing;

/** A token that skips a layer stays as it is. */
public record Identity() implements SkipPathSpec {

    @Override
    public int rank() {
        return 0;
    }
}

package org.dllm.platform.run;

/** Nobody submitted a run of this id. */
public final class RunNotFound extends RuntimeException {
    public RunNotFound(String id) {
        super("there is no run " + id);
    }
}

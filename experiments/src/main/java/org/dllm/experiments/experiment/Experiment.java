package org.dllm.experiments.experiment;

import org.dllm.experiments.eval.EvaluationSpec;

/**
 * One run being carried out. The order is {@link #open}, {@link #train} in as many stretches as the
 * caller likes with a {@link #checkpoint} after each, {@link #evaluate} and {@link #activity} once
 * per task, {@link #publish}. Results leave as {@link RunEvent}s only.
 *
 * <p>A run opened again in a folder that holds checkpoints goes on from the newest that is whole,
 * and ends equal, bit for bit, to one that was never interrupted.
 */
public final class Experiment implements AutoCloseable {

    private final ExperimentSpec spec;
    private final Workspace workspace;

    private Experiment(ExperimentSpec spec, Workspace workspace) {
        this.spec = spec;
        this.workspace = workspace;
    }

    /**
     * Loads model and data, tells the manifest, and restores the newest whole checkpoint if there
     * is one.
     */
    public static Experiment open(ExperimentSpec spec, Workspace workspace) {
        return new Experiment(spec, workspace);
    }

    /** Steps trained so far. */
    public long step() {
        throw new UnsupportedOperationException(spec.name());
    }

    /** Steps there will be; under a budget of time, known once it is spent. */
    public long steps() {
        throw new UnsupportedOperationException(spec.name());
    }

    /**
     * Trains up to {@code until} steps or the end, whichever is first.
     *
     * @return whether steps remain
     * @throws DivergedException the loss is NaN or infinite
     */
    public boolean train(long until) {
        throw new UnsupportedOperationException("train to " + until);
    }

    /**
     * Writes everything needed to go on from here: under a temporary name, synced, renamed, hashed.
     */
    public RunEvent.Checkpoint checkpoint() {
        throw new UnsupportedOperationException(workspace.folder().toString());
    }

    /** Generates and scores one task; tells metrics and samples. */
    public void evaluate(EvaluationSpec task) {
        throw new UnsupportedOperationException(task.task());
    }

    /**
     * Counts on one task which layers ran, by family, position, token class and step of the chain.
     */
    public void activity(EvaluationSpec task) {
        throw new UnsupportedOperationException(task.task());
    }

    /** Writes the trained weights and tells the result. */
    public void publish() {
        throw new UnsupportedOperationException(spec.name());
    }

    @Override
    public void close() {}
}

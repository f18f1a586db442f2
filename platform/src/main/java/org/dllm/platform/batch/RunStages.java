package org.dllm.platform.batch;

import org.dllm.experiments.eval.EvaluationSpec;
import org.dllm.experiments.experiment.Experiment;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.Workspace;

/** What the job asks of a run; {@link Experiment} answers, and in tests a script that fails. */
interface RunStages extends AutoCloseable {

    /** How a run is opened. */
    interface Door {
        RunStages open(ExperimentSpec spec, Workspace workspace);
    }

    long step();

    boolean train(long until);

    RunEvent.Checkpoint checkpoint();

    void evaluate(EvaluationSpec task);

    void activity(EvaluationSpec task);

    void publish();

    @Override
    void close();

    /** The real thing. */
    static RunStages open(ExperimentSpec spec, Workspace workspace) {
        return new Real(Experiment.open(spec, workspace));
    }

    /** Hands everything on. */
    record Real(Experiment experiment) implements RunStages {
        @Override
        public long step() {
            return experiment.step();
        }

        @Override
        public boolean train(long until) {
            return experiment.train(until);
        }

        @Override
        public RunEvent.Checkpoint checkpoint() {
            return experiment.checkpoint();
        }

        @Override
        public void evaluate(EvaluationSpec task) {
            experiment.evaluate(task);
        }

        @Override
        public void activity(EvaluationSpec task) {
            experiment.activity(task);
        }

        @Override
        public void publish() {
            experiment.publish();
        }

        @Override
        public void close() {
            experiment.close();
        }
    }
}

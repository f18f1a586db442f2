package org.dllm.platform.batch;

import java.util.List;
import org.dllm.experiments.eval.Answer;
import org.dllm.experiments.eval.Evaluation;
import org.dllm.experiments.eval.Question;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.experiments.experiment.RunExecution;
import org.dllm.experiments.experiment.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a run as the job calls them. {@link RunExecution} implements them; tests use a
 * script that fails.
 */
interface RunStages extends AutoCloseable {

    /** Answers a task batch by batch. */
    interface Answering extends AutoCloseable {

        /** The next questions; null if all are answered. */
        @Nullable List<Question> read();

        List<Answer> answer(List<Question> batch);

        /** Stores the answers of one batch durably. */
        void write(List<Answer> answers);

        @Override
        void close();
    }

    /** Opens a run. */
    interface Opener {
        RunStages open(ExperimentSpec spec, Workspace workspace);
    }

    long step();

    boolean train(long until);

    RunEvent.Checkpoint checkpoint();

    /** Lets the method decide after training, unless an earlier attempt has. */
    void fit();

    /** Opens one task at the position that an earlier attempt reached. */
    Answering answering(TaskSpec task);

    /** Computes and emits the results of an answered task. */
    void measure(TaskSpec task);

    /** Measures the generation speed, if the spec asks for it and no earlier attempt has. */
    void measureSpeed();

    void publish();

    @Override
    void close();

    /** Opens the run in the engine. */
    static RunStages open(ExperimentSpec spec, Workspace workspace) {
        return new Real(RunExecution.open(spec, workspace));
    }

    /** Delegates to the engine. */
    record Real(RunExecution execution) implements RunStages {
        @Override
        public long step() {
            return execution.step();
        }

        @Override
        public boolean train(long until) {
            return execution.train(until);
        }

        @Override
        public RunEvent.Checkpoint checkpoint() {
            return execution.checkpoint();
        }

        @Override
        public void fit() {
            execution.fit();
        }

        @Override
        public Answering answering(TaskSpec task) {
            return new RealAnswering(execution.evaluation(task));
        }

        @Override
        public void measure(TaskSpec task) {
            execution.measure(task);
        }

        @Override
        public void measureSpeed() {
            execution.measureSpeed();
        }

        @Override
        public void publish() {
            execution.publish();
        }

        @Override
        public void close() {
            execution.close();
        }
    }

    /** Delegates to the engine. */
    record RealAnswering(Evaluation evaluation) implements Answering {
        @Override
        public @Nullable List<Question> read() {
            return evaluation.read();
        }

        @Override
        public List<Answer> answer(List<Question> batch) {
            return evaluation.answer(batch);
        }

        @Override
        public void write(List<Answer> answers) {
            evaluation.write(answers);
        }

        @Override
        public void close() {
            evaluation.close();
        }
    }
}

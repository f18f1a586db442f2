package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.eval.ActivityCount;
import org.dllm.experiments.eval.ActivityCounter;
import org.dllm.experiments.eval.Question;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.TrainableWeights;

/**
 * Records layer activity during training: the model as it would be evaluated after the current step
 * reads the texts of the first {@value #EXAMPLES} examples of the first evaluated task. Training
 * does not depend on it. While it reads, the weights exist a second time, as in the evaluation.
 */
final class TrainingActivity {

    static final int EXAMPLES = 16;

    private final ExperimentSpec spec;
    private final Workspace workspace;
    private final BaseModel base;
    private final TrainableWeights weights;
    private final RandomStreams streams;
    private final NDManager manager;
    private final boolean changes;
    private List<Question> questions = List.of();

    TrainingActivity(
            ExperimentSpec spec,
            Workspace workspace,
            BaseModel base,
            TrainableWeights weights,
            RandomStreams streams,
            NDManager manager) {
        this.spec = spec;
        this.workspace = workspace;
        this.base = base;
        this.weights = weights;
        this.streams = streams;
        this.manager = manager;
        // decisions of other methods do not depend on trained weights
        changes = weights.recipe().method().decider(base.config()).isPresent();
    }

    /** Emits the counts after {@code step} steps, if they are due. */
    void record(long step) {
        if (!changes || spec.evaluate().isEmpty() || !spec.train().recordsActivity(step)) {
            return;
        }
        TaskSpec task = spec.evaluate().getFirst();
        if (questions.isEmpty()) {
            questions = questions(task);
        }
        try (NDManager scope = manager.newSubManager();
                TrainedModel model =
                        TrainedModel.of(base, weights, weights.recipe().method(), streams, scope)) {
            for (ActivityCount count :
                    ActivityCounter.counts(task, model.evaluatedModel(), questions)) {
                workspace.events().accept(RunEvent.LayerActivity.of(task.task(), count, step));
            }
        }
    }

    private List<Question> questions(TaskSpec task) {
        var first = new ArrayList<Question>();
        int most = Math.min(EXAMPLES, task.limit());
        try (Stream<Example> examples = task.examples(workspace.dataDir())) {
            examples.limit(most)
                    .forEach(example ->
                            first.add(task.question(first.size(), example, base.tokenizer())));
        }
        return List.copyOf(first);
    }
}

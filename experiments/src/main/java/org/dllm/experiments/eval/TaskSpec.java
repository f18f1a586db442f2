package org.dllm.experiments.eval;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Template;
import org.dllm.experiments.model.tokenizer.Tokenizer;

/**
 * One evaluation task: how a model is asked the examples of a data set and what its answers are. A
 * new kind of task is one record, added to {@code permits}. A spec that names no type means {@link
 * Generate}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type", defaultImpl = Generate.class)
public sealed interface TaskSpec permits Choose, Generate, Likelihood {

    /** Names of tasks, as patterns of {@link org.dllm.experiments.spec.Form}. */
    String NAME = "(?!(?:train|time)$)[A-Za-z0-9._-]{1,100}";

    /** {@link #NAME} in words. */
    String NAME_TOLD =
            "1 to 100 letters, digits, dots, underscores and dashes, but not train or time";

    /**
     * Its name in metrics, {@code task/exact_match}, and of its files in the run's folder; {@code
     * train/} and {@code time/} begin other metrics.
     */
    String task();

    DatasetSpec set();

    String split();

    /** Prompt format: {@code harness} or {@code paper}. */
    String template();

    /** The primary metric: lists and tables show it. All metrics are measured whatever it is. */
    String metric();

    /** At most this many examples; a set that has fewer is evaluated whole. */
    int limit();

    /** Examples computed together; fixed, because it is part of the result. */
    int batch();

    /** The same task without its limit. */
    TaskSpec unlimited();

    /** The examples of the split, those past the limit included. The caller closes the stream. */
    default Stream<Example> examples(Path dataDir) {
        return set().read(dataDir, split(), Template.of(template()));
    }

    /** The same as a list. */
    default List<Example> load(Path dataDir) {
        try (Stream<Example> examples = examples(dataDir)) {
            return examples.toList();
        }
    }

    /** An example as the model reads it. */
    Question question(int index, Example example, Tokenizer tokenizer);

    /** Answers questions of this task. */
    Answerer answerer(EvaluatedModel model);

    /** The class of this task's answers, as its answers file stores them. */
    Class<? extends Answer> answerType();

    /**
     * A warning about examples that the model has no room for; empty if there are none.
     *
     * @param examples all examples of the task
     * @param partly those whose context fits, but not the whole example
     * @param not those whose context alone does not fit
     * @param context tokens that the model can read
     */
    Optional<String> warning(int examples, int partly, int not, int context);

    /** A warning if the split has fewer examples than the limit. */
    default Optional<String> shortOf(int examples) {
        return examples < limit()
                ? Optional.of(
                        "%s: the limit is %d, but the split %s of %s has %d examples; all are evaluated"
                                .formatted(task(), limit(), split(), set().label(), examples))
                : Optional.empty();
    }
}

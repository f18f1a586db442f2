package org.dllm.experiments.eval;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.FewShot;
import org.dllm.experiments.data.Filter;
import org.dllm.experiments.data.Template;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation task: how the examples of a data set are presented to a model and how its answers
 * are read. To add a kind of task, write a record and add it to {@code permits}. The default type
 * is {@link Generate}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type", defaultImpl = Generate.class)
public sealed interface TaskSpec permits Choose, Generate, Likelihood {

    /** Names of tasks, as patterns of {@link org.dllm.experiments.spec.TextFormat}. */
    String NAME = "(?!(?:train|time)$)[A-Za-z0-9._-]{1,100}";

    /** {@link #NAME} in words. */
    String NAME_IN_WORDS =
            "1 to 100 letters, digits, dots, underscores and dashes, but not train or time";

    /**
     * The task's name in metrics, {@code task/exact_match}, and in file names. It is not {@code
     * train} or {@code time}, which are prefixes of other metrics.
     */
    String task();

    DatasetSpec set();

    String split();

    /** Prompt format: {@code harness} or {@code paper}. */
    String template();

    /** The primary metric as the spec names it. All metrics are measured in any case. */
    String metric();

    /** The key of the primary metric among the task's results. Lists and tables show it. */
    default String primaryMetric() {
        return metric();
    }

    /** The maximum number of examples; a smaller set is evaluated completely. */
    int limit();

    /** The number of examples computed together. It is fixed, because it affects the result. */
    int batch();

    /** The number of answered examples in the prompt. */
    default int shots() {
        return 0;
    }

    /** The same task with another name. */
    TaskSpec named(String name);

    /** The same task without its limit. */
    TaskSpec unlimited();

    /** The number of tokens that a model with {@code context} tokens reads at once in this task. */
    default int readTokens(int context) {
        return context;
    }

    /**
     * All examples of the split, including those beyond the limit. The caller closes the stream.
     */
    default Stream<Example> examples(Path dataDir) {
        return shots() == 0
                ? set().read(dataDir, split(), Template.of(template()))
                : FewShot.read(set(), dataDir, split(), shots());
    }

    /** The task's name as a file name. Marks upper case, because some file systems ignore case. */
    default String fileName() {
        return task().replaceAll("[A-Z]", "%$0");
    }

    @Rule(
            value = {"set", "split"},
            byKind = "set")
    static void requireSplit(DatasetSpec set, String split) {
        set.requireSplit(split);
    }

    @Rule(
            value = {"set", "template", "numFewshot"},
            byKind = "set")
    static void requireShots(DatasetSpec set, String template, @Nullable Integer numFewshot) {
        FewShot.requireSupported(set, template, numFewshot == null ? 0 : numFewshot);
    }

    /** Fails if the metric is never measured on the set. */
    @Rule(
            value = {"set", "metric"},
            byKind = "set")
    static void requireMetric(DatasetSpec set, String metric) {
        int comma = metric.indexOf(',');
        List<String> filters = set.filters().stream().map(Filter::name).toList();
        if (comma >= 0 && !filters.contains(metric.substring(comma + 1))) {
            throw new IllegalArgumentException(
                    "metric to be exact_match without a filter, because %s has no filter %s"
                            .formatted(set.label(), metric.substring(comma + 1)));
        }
        if (TextPerplexity.OF_TEXTS.contains(metric) && !set.texts()) {
            throw new IllegalArgumentException(
                    "metric to be token_perplexity or a cost, because %s is measured only on texts without prompts, but %s has prompts"
                            .formatted(metric, set.label()));
        }
    }

    /** An example as tokens, as the model reads it. */
    Question question(int index, Example example, Tokenizer tokenizer);

    /** Answers questions of this task. */
    Answerer answerer(EvaluatedModel model);

    /**
     * Reads the set's own texts, as {@link Answer#texts} has them, without generating.
     *
     * @return the texts of each question
     */
    default List<List<Reading>> texts(List<Question> batch, EvaluatedModel model) {
        return answerer(model).answer(batch, new PhaseTimes()).stream().map(Answer::texts).toList();
    }

    /** The class of the answers in this task's answers file. */
    Class<? extends Answer> answerType();

    /**
     * A warning about examples that exceed the model's context; empty if there are none.
     *
     * @param examples number of examples of the task
     * @param cut number of examples whose prompt is cut on the left
     * @param unscored number of examples whose completion is not scored
     * @param context number of tokens that the task reads at once
     */
    Optional<String> warning(int examples, int cut, int unscored, int context);

    /** A warning if the split has fewer examples than the limit. */
    default Optional<String> shortOf(int examples) {
        return examples < limit()
                ? Optional.of(
                        "%s: the limit is %d, but the split %s of %s has %d examples; all are evaluated"
                                .formatted(task(), limit(), split(), set().label(), examples))
                : Optional.empty();
    }
}

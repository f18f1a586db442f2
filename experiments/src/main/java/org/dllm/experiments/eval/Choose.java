package org.dllm.experiments.eval;

import java.util.Objects;
import java.util.Optional;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.TextFormat;
import org.jspecify.annotations.Nullable;

/**
 * The model scores the given choices of each question and answers with the likeliest.
 *
 * @param batch number of examples scored together; examples of similar length share a matrix
 *     product
 * @param numFewshot number of answered examples in the prompt, chosen as lm-evaluation-harness
 *     does; null for 0
 */
public record Choose(
        @TextFormat(value = NAME, description = NAME_IN_WORDS) String task,
        DatasetSpec set,
        @Default("validation") String split,
        @Default("harness") @AllowedValues({"harness", "paper"}) String template,
        @Default("acc") @AllowedValues({"acc", "acc_norm", "acc_bytes"}) @CostMetrics String metric,
        @Default("200") @Range(min = 1) int limit,
        @Default("64") @Range(min = 1, max = 65536) int batch,
        @Range(min = 0, max = 100) @Nullable Integer numFewshot)
        implements TaskSpec {

    public Choose {
        TaskSpec.requireSplit(set, split);
        TaskSpec.requireMetric(set, metric);
        TaskSpec.requireShots(set, template, numFewshot);
        // a spec that writes the default out is equal to one that does not
        numFewshot = Objects.equals(numFewshot, 0) ? null : numFewshot;
    }

    @Override
    public int shots() {
        return numFewshot == null ? 0 : numFewshot;
    }

    /** Context and choices as tokens. */
    record Encoded(int index, Example example, EncodedChoices choices) implements Question {

        @Override
        public int tokens() {
            return choices.context().length
                    + choices.texts().stream().mapToInt(text -> text.length - 1).sum();
        }

        @Override
        public boolean isCut(int context) {
            return choices.texts().stream()
                    .anyMatch(text -> choices.context().length + text.length - 1 > context);
        }
    }

    @Override
    public Question question(int index, Example example, Tokenizer tokenizer) {
        if (example.choices().isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: expected an example with choices, but %s has none"
                            .formatted(task, example.id()));
        }
        return new Encoded(
                index,
                example,
                EncodedChoices.of(tokenizer, example.prompt(), example.choices().continuations()));
    }

    @Override
    public Answerer answerer(EvaluatedModel model) {
        return new Choosing(model);
    }

    @Override
    public Class<ChosenAnswer> answerType() {
        return ChosenAnswer.class;
    }

    @Override
    public Optional<String> warning(int examples, int cut, int unscored, int context) {
        return cut == 0
                ? Optional.empty()
                : Optional.of(
                        "%s: %d of %d examples are longer than the model's context of %d tokens; their contexts are cut on the left"
                                .formatted(task, cut, examples, context));
    }

    @Override
    public Choose named(String name) {
        return new Choose(name, set, split, template, metric, limit, batch, numFewshot);
    }

    @Override
    public Choose unlimited() {
        return new Choose(task, set, split, template, metric, Integer.MAX_VALUE, batch, numFewshot);
    }
}

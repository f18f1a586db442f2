package org.dllm.experiments.eval;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.data.Template;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.TextFormat;
import org.jspecify.annotations.Nullable;

/**
 * The model generates text greedily; the final answer is extracted and compared. The set's own
 * completion is scored too. As in lm-evaluation-harness, a prompt is cut on the left if it leaves
 * less than {@code maxNewTokens} of the model's context.
 *
 * @param maxNewTokens maximum number of generated tokens; if it is not less than the model's
 *     context, an answer ends when the context is full
 * @param numFewshot number of answered examples in the prompt, chosen as lm-evaluation-harness
 *     does; null for 0
 */
public record Generate(
        @TextFormat(value = NAME, description = NAME_IN_WORDS) String task,
        DatasetSpec set,
        @Default("test") String split,
        @Default("harness") @AllowedValues({"harness", "paper"}) String template,
        @Default("exact_match")
                @AllowedValues({
                    "exact_match",
                    "exact_match/family_mean",
                    "exact_match,strict-match",
                    "exact_match,flexible-extract",
                    "perplexity",
                    "perplexity/example_mean"
                })
                @CostMetrics
                String metric,
        @Default("200") @Range(min = 1) int limit,
        @Default("256") @Range(min = 1, max = 1 << 24) int maxNewTokens,
        @Default("16") @Range(min = 1, max = 65536) int batch,
        @Range(min = 0, max = 100) @Nullable Integer numFewshot)
        implements TaskSpec {
    public Generate {
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

    /** Prompt and completion as tokens. */
    record Prompted(int index, Example example, EncodedExample encoded, int maxNewTokens)
            implements Question {
        @Override
        public int tokens() {
            return encoded.ids().length;
        }

        /** Number of tokens that are cut from the left of the prompt. */
        int cut(int context) {
            // the harness refuses an answer as long as the context
            int room = maxNewTokens < context ? context - maxNewTokens : context;
            return Math.max(0, encoded.promptTokens() - room);
        }

        @Override
        public boolean isCut(int context) {
            return cut(context) > 0;
        }

        @Override
        public boolean isScored(int context) {
            return tokens() <= context;
        }
    }

    @Override
    public Question question(int index, Example example, Tokenizer tokenizer) {
        int end =
                tokenizer
                        .eos()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "a generated answer needs a tokenizer with an end token"));
        return new Prompted(
                index,
                example,
                EncodedExample.of(example, tokenizer::encodePrompt, tokenizer::encode, end),
                maxNewTokens);
    }

    /** Without a filter in its name, exact match is that of the set's first filter. */
    @Override
    public String primaryMetric() {
        String filter = set.filters().getFirst().name();
        boolean given = filter.isEmpty() || metric.contains(",");
        return given ? metric : metric.replaceFirst("^exact_match", "exact_match," + filter);
    }

    /** The texts that end an answer before its end token; only the harness format has them. */
    StopTexts stops() {
        return new StopTexts(template.equals(Template.HARNESS.label()) ? set.until() : List.of());
    }

    @Override
    public Answerer answerer(EvaluatedModel model) {
        return new Generating(this, model);
    }

    @Override
    public List<List<Reading>> texts(List<Question> batch, EvaluatedModel model) {
        return new Generating(this, model).texts(batch);
    }

    @Override
    public Class<GeneratedAnswer> answerType() {
        return GeneratedAnswer.class;
    }

    @Override
    public Optional<String> warning(int examples, int cut, int unscored, int context) {
        return cut + unscored == 0
                ? Optional.empty()
                : Optional.of(
                        "%s: the model's context of %d tokens is short for some of %d examples: %d prompts are cut on the left to leave room for %d generated tokens, and %d examples are left out of perplexity"
                                .formatted(task, context, examples, cut, maxNewTokens, unscored));
    }

    @Override
    public Generate named(String name) {
        return new Generate(
                name, set, split, template, metric, limit, maxNewTokens, batch, numFewshot);
    }

    @Override
    public Generate unlimited() {
        return new Generate(
                task,
                set,
                split,
                template,
                metric,
                Integer.MAX_VALUE,
                maxNewTokens,
                batch,
                numFewshot);
    }
}

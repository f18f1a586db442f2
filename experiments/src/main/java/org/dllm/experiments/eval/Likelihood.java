package org.dllm.experiments.eval;

import java.util.Optional;
import org.dllm.experiments.data.DatasetSpec;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.data.Example;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.spec.AllowedValues;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.spec.Range;
import org.dllm.experiments.spec.TextFormat;

/**
 * The model scores given texts: a page in rolling windows, each token predicted once, or a
 * completion and its end token after its prompt.
 *
 * @param window number of tokens read at once; at most the model's context
 */
public record Likelihood(
        @TextFormat(value = NAME, description = NAME_IN_WORDS) String task,
        DatasetSpec set,
        @Default("test") String split,
        @Default("harness") @AllowedValues({"harness", "paper"}) String template,
        @Default("token_perplexity")
                @AllowedValues({
                    "token_perplexity",
                    "token_perplexity/example_mean",
                    "word_perplexity",
                    "byte_perplexity",
                    "bits_per_byte"
                })
                @CostMetrics
                String metric,
        @Default("200") @Range(min = 1) int limit,
        @Default("512") @Range(min = 2, max = 1 << 24) int window,
        @Default("16") @Range(min = 1, max = 65536) int batch)
        implements TaskSpec {

    public Likelihood {
        TaskSpec.requireSplit(set, split);
        TaskSpec.requireMetric(set, metric);
    }

    /**
     * A text as tokens.
     *
     * @param prompt empty for a page
     */
    @SuppressWarnings("ArrayRecordComponent") // many and short-lived; never compared
    record Text(int index, Example example, int[] prompt, int[] ids) implements Question {

        @Override
        public int tokens() {
            return prompt.length + ids.length;
        }

        /** A page is read in windows. */
        @Override
        public boolean isCut(int context) {
            return prompt.length > 0 && tokens() - 1 > context;
        }
    }

    @Override
    public int readTokens(int context) {
        return Math.min(window, context);
    }

    @Override
    public Question question(int index, Example example, Tokenizer tokenizer) {
        if (example.prompt().isEmpty()) {
            int[] ids = EncodedChoices.begun(tokenizer, example.completion());
            return new Text(index, example, new int[0], ids);
        }
        int end =
                tokenizer
                        .eos()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "the likelihood of a completion needs a tokenizer with an"
                                                + " end token"));
        var encoded = EncodedExample.of(example, tokenizer::encodePrompt, tokenizer::encode, end);
        return new Text(index, example, encoded.prompt(), encoded.completion());
    }

    @Override
    public Answerer answerer(EvaluatedModel model) {
        return new TextReading(this, model);
    }

    @Override
    public Class<ScoredText> answerType() {
        return ScoredText.class;
    }

    @Override
    public Optional<String> warning(int examples, int cut, int unscored, int context) {
        return cut == 0
                ? Optional.empty()
                : Optional.of(
                        "%s: %d of %d examples are longer than the %d tokens that are read at once; their prompts are cut on the left"
                                .formatted(task, cut, examples, context));
    }

    @Override
    public Likelihood named(String name) {
        return new Likelihood(name, set, split, template, metric, limit, window, batch);
    }

    @Override
    public Likelihood unlimited() {
        return new Likelihood(task, set, split, template, metric, Integer.MAX_VALUE, window, batch);
    }
}

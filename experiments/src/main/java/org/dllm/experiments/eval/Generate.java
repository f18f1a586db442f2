package org.dllm.experiments.eval;

import java.util.List;
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

/**
 * The model generates text greedily; the final answer is extracted and compared. The set's own
 * completion is scored too.
 *
 * @param maxNewTokens maximum number of generated tokens
 */
public record Generate(
        @TextFormat(value = NAME, description = NAME_TOLD) String task,
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
        @Default("16") @Range(min = 1, max = 65536) int batch)
        implements TaskSpec {
    public Generate {
        TaskSpec.requireSplit(set, split);
        TaskSpec.requireMetric(set, metric);
    }

    /** Prompt and completion as tokens. */
    record Prompted(int index, Example example, EncodedExample encoded) implements Question {
        @Override
        public int tokens() {
            return encoded.ids().length;
        }

        @Override
        public Fit fit(int context) {
            if (encoded.promptTokens() > context) {
                return Fit.NOT;
            }
            return tokens() > context ? Fit.PARTLY : Fit.WHOLE;
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
                EncodedExample.of(example, tokenizer::encodePrompt, tokenizer::encode, end));
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
    public Class<GeneratedAnswer> answerType() {
        return GeneratedAnswer.class;
    }

    @Override
    public Optional<String> warning(int examples, int partly, int not, int readTokens) {
        return partly + not == 0
                ? Optional.empty()
                : Optional.of(
                        "%s: %d of %d examples are longer than the model's context of %d tokens and are left out of perplexity; the prompts of %d alone are longer and count as wrong answers"
                                .formatted(task, partly + not, examples, readTokens, not));
    }

    @Override
    public Generate unlimited() {
        return new Generate(
                task, set, split, template, metric, Integer.MAX_VALUE, maxNewTokens, batch);
    }
}

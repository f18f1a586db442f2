package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dllm.experiments.model.ContinuationScorer;
import org.dllm.experiments.model.ContinuationScores;
import org.dllm.experiments.model.ContinuationScores.OneScore;
import org.dllm.experiments.model.Continuations;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Gate;

/**
 * Scores texts of any length: choices after a context, and whole texts in rolling windows. It
 * follows the rules of lm-evaluation-harness for tokens, truncation and windows, and gives the same
 * results.
 */
public final class TextScorer {

    private final ContinuationScorer scorer;
    private final Tokenizer tokenizer;
    private final Gate gate;
    private final int most;

    /**
     * @param maxLength number of tokens read at once; at most the model's context
     */
    public TextScorer(Decoder decoder, Tokenizer tokenizer, Gate gate, int maxLength) {
        if (maxLength < 1) {
            throw new IllegalArgumentException(
                    "maxLength: expected at least 1 token, found " + maxLength);
        }
        scorer = new ContinuationScorer(decoder);
        this.tokenizer = tokenizer;
        this.gate = gate;
        most = Math.min(maxLength, decoder.config().context());
    }

    /**
     * @param sequence identity passed to the gate
     * @param context may be empty
     * @param choices the continuations, including the space after the context
     */
    public record ContextAndChoices(long sequence, String context, List<String> choices) {}

    /** Scores every choice of every question; short questions share a batch. */
    public List<TextScores> choices(List<ContextAndChoices> questions) {
        return scores(questions.stream().map(this::plan).toList());
    }

    private ReadingPlan plan(ContextAndChoices question) {
        return behind(
                question.sequence(),
                EncodedChoices.of(tokenizer, question.context(), question.choices()));
    }

    /** Plans the reading of texts after a context. */
    ReadingPlan behind(long sequence, EncodedChoices texts) {
        return ReadingPlan.behind(sequence, texts, most);
    }

    /**
     * Plans the reading of a whole text, each token once, the first one after the begin token. An
     * empty text has likelihood 1.
     */
    ReadingPlan rolling(long sequence, int[] ids) {
        return ReadingPlan.rolling(sequence, EncodedChoices.prefix(tokenizer), ids, most);
    }

    List<TextScores> scores(List<ReadingPlan> plans) {
        List<Continuations> all =
                plans.stream()
                        .flatMap(plan -> plan.parts().stream())
                        .map(ReadingPlan.Part::continuations)
                        .toList();
        List<ContinuationScores> found = scorer.score(all, gate);
        var scores = new ArrayList<TextScores>();
        int from = 0;
        for (ReadingPlan plan : plans) {
            int to = from + plan.parts().size();
            scores.add(joined(plan, found.subList(from, to)));
            from = to;
        }
        return scores;
    }

    private static TextScores joined(ReadingPlan plan, List<ContinuationScores> found) {
        var each = new ArrayList<>(Collections.nCopies(plan.texts(), OneScore.NONE));
        var read = new ArrayList<Reading>();
        for (int r = 0; r < found.size(); r++) {
            ReadingPlan.Part part = plan.parts().get(r);
            ContinuationScores scores = found.get(r);
            read.add(reading(part.continuations(), scores.trace()));
            for (int i = 0; i < part.slots().size(); i++) {
                int slot = part.slots().get(i);
                each.set(slot, each.get(slot).plus(scores.each().get(i)));
            }
        }
        return new TextScores(each, read, plan.cut());
    }

    /** Logits are computed for the context's last token and for each token after it. */
    private static Reading reading(Continuations read, Trace trace) {
        int context = read.context().length;
        return new Reading(read.ids(), context, trace, 1 + read.tokens() - context);
    }
}

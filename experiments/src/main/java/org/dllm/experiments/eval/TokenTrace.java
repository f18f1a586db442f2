package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.model.tokenizer.Tokenizer;
import org.dllm.experiments.routing.Site;

/**
 * The tokens of one generated example and the layers that each executed.
 *
 * @param tokens texts of the prompt and of the generated tokens that were read; the last one is
 *     never read
 * @param promptTokens number of prompt tokens that were read
 * @param executed per token one mark per layer, layer 0 first: {@code 1} executed, {@code 0}
 *     skipped, {@code a} only the attention executed, {@code f} only the feed-forward block
 */
public record TokenTrace(List<String> tokens, int promptTokens, List<String> executed) {

    /** The trace of the sequence that the answer's cost is computed from. */
    public static TokenTrace of(Answer answer, Tokenizer tokenizer) {
        return answer.computed().stream()
                .findFirst()
                .map(reading -> of(reading, tokenizer))
                .orElse(new TokenTrace(List.of(), 0, List.of()));
    }

    private static TokenTrace of(Reading reading, Tokenizer tokenizer) {
        Trace trace = reading.trace();
        var tokens = new ArrayList<String>();
        var executed = new ArrayList<String>();
        for (int position = 0; position < trace.tokens(); position++) {
            tokens.add(tokenizer.token(reading.ids()[position]));
            var layers = new StringBuilder();
            for (int layer = 0; layer < trace.layers(); layer++) {
                layers.append(mark(trace, position, layer));
            }
            executed.add(layers.toString());
        }
        return new TokenTrace(tokens, reading.promptTokens(), executed);
    }

    private static char mark(Trace trace, int token, int layer) {
        boolean attention = trace.executed(token, Site.attention(layer));
        boolean feedForward = trace.executed(token, Site.feedForward(layer));
        if (attention == feedForward) {
            return attention ? '1' : '0';
        }
        return attention ? 'a' : 'f';
    }
}

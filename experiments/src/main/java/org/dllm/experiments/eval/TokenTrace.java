package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.model.tokenizer.Tokenizer;

/**
 * The tokens of one generated example and the layers that each executed.
 *
 * @param tokens texts of the prompt and of the generated tokens that were read; the last one is
 *     never read
 * @param promptTokens number of prompt tokens that were read
 * @param executed per token {@code 0} and {@code 1}, layer 0 first
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
                layers.append(trace.executed(position, layer) ? '1' : '0');
            }
            executed.add(layers.toString());
        }
        return new TokenTrace(tokens, reading.promptTokens(), executed);
    }
}

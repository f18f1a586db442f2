package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.model.tokenizer.Tokenizer;

/**
 * The tokens of one generated example and the layers that each ran.
 *
 * @param tokens texts of the prompt and of what was generated, as far as it was read again: the
 *     last token never is
 * @param promptTokens how many of them are the prompt's; none where it was too long to be read
 * @param executed per token {@code 0} and {@code 1}, layer 0 first
 */
public record TokenTrace(List<String> tokens, int promptTokens, List<String> executed) {

    /** Of the sequence whose computation the answer's cost is counted over. */
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

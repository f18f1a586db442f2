package org.dllm.experiments.eval;

import java.util.List;
import java.util.function.IntPredicate;
import org.dllm.experiments.model.tokenizer.TokenStream;
import org.dllm.experiments.model.tokenizer.Tokenizer;

/**
 * Texts that end an answer. The answer is the text before the first of them.
 *
 * @param texts none of them empty
 */
public record StopTexts(List<String> texts) {

    public StopTexts {
        texts = List.copyOf(texts);
        if (texts.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException(
                    "expected stop texts of at least one character, found " + texts);
        }
    }

    /**
     * A predicate for one answer: true from the token that ends the answer or completes a stop
     * text.
     */
    public IntPredicate watch(Tokenizer tokenizer) {
        TokenStream stream = tokenizer.stream(new int[0]);
        var said = new StringBuilder();
        return id -> {
            if (tokenizer.ends().contains(id)) {
                return true;
            }
            int before = said.length();
            said.append(stream.next(id));
            return texts.stream()
                    .anyMatch(text -> said.indexOf(text, before - text.length() + 1) >= 0);
        };
    }

    /** The answer without the first stop text and what follows it. */
    public String cut(String answer) {
        int end = answer.length();
        for (String text : texts) {
            int at = answer.indexOf(text);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return answer.substring(0, end);
    }
}

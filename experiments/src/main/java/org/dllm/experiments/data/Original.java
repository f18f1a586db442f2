package org.dllm.experiments.data;

import java.nio.charset.StandardCharsets;

/**
 * The size of a text before preprocessing. Word and byte perplexity divide by it.
 *
 * @param words number of parts between runs of white space; empty parts at the ends count
 * @param bytes length in UTF-8
 */
public record Original(long words, long bytes) {

    /** Placeholder for an example that is not a text. */
    public static final Original NONE = new Original(0, 0);

    /** Counts words as lm-evaluation-harness does: {@code len(re.split("\\s+", text))}. */
    public static Original of(String text) {
        long words = 1;
        boolean between = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = WhiteSpace.is(text.charAt(i));
            words += space && !between ? 1 : 0;
            between = space;
        }
        return new Original(words, text.getBytes(StandardCharsets.UTF_8).length);
    }
}

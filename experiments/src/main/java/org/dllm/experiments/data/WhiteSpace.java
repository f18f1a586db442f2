package org.dllm.experiments.data;

/** White space as defined by Python, because lm-evaluation-harness splits and strips by it. */
public final class WhiteSpace {

    private static final char NEXT_LINE = 0x85;

    private WhiteSpace() {}

    /** {@code str.isspace}: Java's white space and the no-break spaces. */
    public static boolean is(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
    }

    /** {@code str.strip}. */
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && is(text.charAt(from))) {
            from++;
        }
        while (to > from && is(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}

package org.dllm.experiments.data;

import java.util.regex.Pattern;

/**
 * Removes the spaces that WikiText's tokenizer put around punctuation, in the same order and with
 * the same quirks as lm-evaluation-harness's tasks wikitext (version 2) and c4, so that
 * perplexities agree.
 */
final class Detokenizer {

    /** White space as in Python's regular expressions. */
    private static final String SPACE = "[\\t-\\r\\x1c-\\x1f \\x85\\p{Z}]*";

    private static final Pattern APOSTROPHE_DIGIT = Pattern.compile("/' [0-9]/");
    private static final Pattern PARENTHESES = inner("\\(", "\\)");
    private static final Pattern BRACKETS = inner("\\[", "\\]");
    private static final Pattern BRACES = inner("\\{", "\\}");
    private static final Pattern DOUBLE_QUOTES = inner("\"", "\"");
    private static final Pattern SINGLE_QUOTES = inner("'", "'");

    private Detokenizer() {}

    private static Pattern inner(String open, String close) {
        return Pattern.compile(open + SPACE + "([^" + close + "]*?)" + SPACE + close);
    }

    static String detokenized(String page) {
        String text = page.replace("s '", "s'");
        text = APOSTROPHE_DIGIT.matcher(text).replaceAll("/'[0-9]/");
        text = text.replace(" @-@ ", "-").replace(" @,@ ", ",").replace(" @.@ ", ".");
        for (char mark : ":;.!?,".toCharArray()) {
            text = text.replace(" " + mark + " ", mark + " ");
        }
        text = PARENTHESES.matcher(text).replaceAll("($1)");
        text = BRACKETS.matcher(text).replaceAll("[$1]");
        text = BRACES.matcher(text).replaceAll("{$1}");
        text = DOUBLE_QUOTES.matcher(text).replaceAll("\"$1\"");
        text = SINGLE_QUOTES.matcher(text).replaceAll("'$1'");
        return text.replace("= = = =", "====")
                .replace("= = =", "===")
                .replace("= =", "==")
                .replace(" ° ", "°")
                .replace(" \n", "\n")
                .replace("\n ", "\n")
                .replace(" N ", " 1 ")
                .replace(" 's", "'s");
    }
}

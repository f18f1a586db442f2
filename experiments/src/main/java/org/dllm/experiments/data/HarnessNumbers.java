package org.dllm.experiments.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds and compares the answer to a GSM8K question as lm-evaluation-harness does. */
final class HarnessNumbers {

    private static final Pattern STRICT = Pattern.compile("#### (-?[0-9.,]+)");
    private static final Pattern FLEXIBLE = Pattern.compile("(-?[$0-9.,]{2,})|(-?[0-9]+)");
    private static final Pattern IGNORED = Pattern.compile("(?s).*#### ");
    private static final String NONE = "[invalid]";

    private HarnessNumbers() {}

    /** The first number after the mark. */
    static String strict(String text) {
        Matcher match = STRICT.matcher(text);
        return match.find() ? match.group(1) : NONE;
    }

    /** The last number. */
    static String flexible(String text) {
        String last = NONE;
        for (Matcher match = FLEXIBLE.matcher(text); match.find(); ) {
            last = match.group();
        }
        return last;
    }

    /** The text without the parts that a comparison ignores. */
    static String plain(String text) {
        String bare = text.replace(",", "").replace("$", "");
        String number = IGNORED.matcher(bare).replaceAll("");
        return number.endsWith(".") ? number.substring(0, number.length() - 1) : number;
    }
}

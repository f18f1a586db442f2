package org.dllm.experiments.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads numbers as written in answers: {@code $1,234.50}, {@code -3}, {@code 72.}.
 *
 * <p>The answer is the first number after the first answer mark, because a model that does not stop
 * may continue with invented questions. Without a mark, or without a number after it, the answer is
 * the last number of the text, if any. Answers are equal if they differ by less than 1e-5.
 */
final class Numbers {

    private static final Pattern NUMBER =
            Pattern.compile("(?:(?<![\\d)])[-−])?\\$?\\s?(?:\\d[\\d,]*(?:\\.\\d+)?|\\.\\d+)");
    private static final double TOLERANCE = 1e-5;

    private Numbers() {}

    static String answer(String text, String mark) {
        int at = text.indexOf(mark);
        if (at >= 0) {
            Matcher after = NUMBER.matcher(text).region(at + mark.length(), text.length());
            if (after.find()) {
                return normal(after.group());
            }
        }
        String last = "";
        for (Matcher each = NUMBER.matcher(text); each.find(); ) {
            last = each.group();
        }
        return normal(last);
    }

    /** The number without thousands commas, currency, spaces and a final full stop. */
    static String normal(String number) {
        String plain = number.replaceAll("[,$\\s]", "").replace('−', '-');
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }

    static boolean equal(String left, String right) {
        try {
            return Math.abs(Double.parseDouble(left) - Double.parseDouble(right)) < TOLERANCE;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}

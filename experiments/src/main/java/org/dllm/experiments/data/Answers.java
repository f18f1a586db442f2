package org.dllm.experiments.data;

/** Short free answers: a word, a digit, a name. */
final class Answers {

    private Answers() {}

    /** The first line that is not blank, without spaces around it. */
    static String firstLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
    }

    /** Whether two answers are equal word for word, without a final full stop. */
    static boolean equal(String extracted, String gold) {
        return bare(extracted).equalsIgnoreCase(bare(gold));
    }

    private static String bare(String answer) {
        String text = answer.strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}

package org.dllm.experiments.spec;

/**
 * One error of a spec. Each part is printable and of bounded length, whatever the input.
 *
 * @param path path of the value, such as {@code train.optimizer.lr} or {@code data[0].set}
 * @param expected description of valid values
 * @param got the value found, as text
 */
public record SpecError(String path, String expected, String got) {

    private static final int LONGEST_PART = 300;
    private static final int LONGEST_EXPECTED = 2000;

    public SpecError {
        path = PlainText.escaped(cut(path, LONGEST_PART));
        expected = PlainText.escaped(cut(expected, LONGEST_EXPECTED));
        got = PlainText.escaped(cut(got, LONGEST_PART));
    }

    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        // do not keep a lone surrogate
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }

    /**
     * The message for users: {@code train.steps: expected a whole number of at least 0, found
     * "many"}.
     */
    public String message() {
        return (path.isEmpty() ? "" : path + ": ") + "expected " + expected + ", found " + got;
    }

    /**
     * The same error within a part of the document.
     *
     * @param place prefix such as {@code "variants.a: "}, or empty
     */
    public SpecError in(String place) {
        String at =
                path.isEmpty() && place.endsWith(": ")
                        ? place.substring(0, place.length() - 2)
                        : place + path;
        return new SpecError(at, expected, got);
    }
}

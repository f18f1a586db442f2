package org.dllm.experiments.model.tokenizer;

/** Makes text from a file printable in a one-line message. */
final class Visible {

    private static final int LONGEST = 80;

    private Visible() {}

    /** The text, truncated to 80 characters, with unprintable characters as code points. */
    static String text(String text) {
        var visible = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .forEach(character -> {
                    switch (Character.getType(character)) {
                        case Character.CONTROL,
                                Character.FORMAT,
                                Character.LINE_SEPARATOR,
                                Character.PARAGRAPH_SEPARATOR,
                                Character.SURROGATE,
                                Character.UNASSIGNED ->
                                visible.append("\\u{%X}".formatted(character));
                        default -> visible.appendCodePoint(character);
                    }
                });
        return visible.append(text.codePoints().count() > LONGEST ? "..." : "").toString();
    }
}

package org.dllm.experiments.model.tokenizer;

/** Text from a file for a message of one line. */
final class Visible {

    private static final int LONGEST = 80;

    private Visible() {}

    /** The text, cut after 80 characters, with what is not printed written as its number. */
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

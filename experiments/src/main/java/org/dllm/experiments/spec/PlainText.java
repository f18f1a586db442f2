package org.dllm.experiments.spec;

import java.util.OptionalInt;

/**
 * Which characters names may have, and how text is shown that has others. Control characters, lone
 * surrogates, line and paragraph separators and invisible format characters (bidirectional controls
 * among them) can move a terminal's cursor, reorder what is read, or be lost on the way to a
 * database.
 */
public final class PlainText {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private PlainText() {}

    /** The first character that names may not have. */
    public static OptionalInt hidden(String text) {
        return text.codePoints().filter(PlainText::isHidden).findFirst();
    }

    /** The same of a text of several lines. */
    static OptionalInt hiddenInLines(String text) {
        return text.codePoints().filter(c -> isHidden(c) && !isLayout(c)).findFirst();
    }

    /** The text on one line, with what is hidden written as <code>&#92;u001b</code>. */
    public static String escaped(String text) {
        return hidden(text).isEmpty() ? text : escaped(text, false);
    }

    /** The same, with line breaks and tabs left as they are. */
    public static String escapedLines(String text) {
        return hiddenInLines(text).isEmpty() ? text : escaped(text, true);
    }

    /** As Unicode writes it: {@code U+202E}. */
    public static String codePoint(int character) {
        return "U+%04X".formatted(character);
    }

    private static String escaped(String text, boolean lines) {
        var escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (isHidden(c) && !(lines && isLayout(c))) {
                        for (char unit : Character.toChars(c)) {
                            escaped.append("\\u%04x".formatted((int) unit));
                        }
                    } else {
                        escaped.appendCodePoint(c);
                    }
                });
        return escaped.toString();
    }

    private static boolean isLayout(int character) {
        return character == '\n' || character == '\r' || character == '\t';
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            // several scripts and emoji need the joiners
            case Character.FORMAT ->
                    character != ZERO_WIDTH_NON_JOINER && character != ZERO_WIDTH_JOINER;
            default -> false;
        };
    }
}

package org.dllm.experiments.spec;

import java.util.OptionalInt;

/**
 * Decides which characters names may have, and escapes the others for display. Control characters,
 * lone surrogates, line and paragraph separators and invisible format characters such as
 * bidirectional controls can move a terminal's cursor, reorder the displayed text, or be lost in a
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

    /** The first character that a text of several lines may not have. */
    static OptionalInt hiddenInLines(String text) {
        return text.codePoints().filter(c -> isHidden(c) && !isLayout(c)).findFirst();
    }

    /** The text on one line, with hidden characters written as <code>&#92;u001b</code>. */
    public static String escaped(String text) {
        return hidden(text).isEmpty() ? text : escaped(text, false);
    }

    /** Escapes hidden characters but keeps line breaks and tabs. */
    public static String escapedLines(String text) {
        return hiddenInLines(text).isEmpty() ? text : escaped(text, true);
    }

    /** The code point in Unicode notation: {@code U+202E}. */
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

package org.dllm.experiments.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Fills texts that contain fields of a record: {@code {question}}, {@code {meta.author}}, {@code
 * {choices[0]}}. {@code {{} and {@code }}} stand for the braces themselves.
 */
final class Fields {

    private static final String FIELD = "[^{}\\[\\].]+(?:\\.[^{}\\[\\].]+|\\[\\d{1,6}])*";
    private static final Pattern PART = Pattern.compile("\\{\\{|}}|\\{(" + FIELD + ")}|[{}]");
    private static final Pattern STEP = Pattern.compile("\\[(\\d+)]|([^\\[\\].]+)");

    private Fields() {}

    /** Fails if a brace of {@code text} is not part of a field. */
    static void requireValid(String text) {
        for (Matcher part = PART.matcher(text); part.find(); ) {
            if (part.group().length() == 1) {
                throw new IllegalArgumentException(
                        "fields as {name}, {name.part} or {name[0]}, and {{ or }} for a brace, but \"%s\" has another brace at character %d"
                                .formatted(Row.shown(text), part.start() + 1));
            }
        }
    }

    /** The text with the values of the record's fields. */
    static String fill(String text, Row row) {
        return PART.matcher(text)
                .replaceAll(part ->
                        Matcher.quoteReplacement(
                                part.group(1) == null
                                        ? part.group().substring(1)
                                        : scalar(part.group(1), row)));
    }

    /** The texts of a list field. */
    static List<String> list(String text, Row row) {
        Matcher only = PART.matcher(text);
        if (!only.matches() || only.group(1) == null) {
            return List.of(fill(text, row));
        }
        JsonNode value = value(only.group(1), row);
        if (!value.isArray()) {
            throw new IllegalArgumentException("a list named " + only.group(1) + Row.found(value));
        }
        var texts = new ArrayList<String>();
        value.forEach(entry -> texts.add(scalar(entry, only.group(1))));
        return texts;
    }

    private static String scalar(String name, Row row) {
        return scalar(value(name, row), name);
    }

    private static String scalar(JsonNode value, String name) {
        if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
            throw new IllegalArgumentException(
                    "a text, a number or a truth value named " + name + Row.found(value));
        }
        return value.asString();
    }

    private static JsonNode value(String name, Row row) {
        JsonNode value = row.record();
        for (Matcher step = STEP.matcher(name); step.find(); ) {
            value =
                    step.group(1) == null
                            ? value.path(step.group(2))
                            : value.path(Integer.parseInt(step.group(1)));
        }
        return value;
    }
}
